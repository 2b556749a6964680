/** A recorded day run again: the same to the byte, with its orders and its shadow; one at a time. */
import { beforeAll, expect, test } from 'vitest'
import { ApiError } from '../../../api/routes/api-error.js'
import { replayDay } from '../../../app/surface/replay-day.js'
import { ACCOUNT, graphOf, type Recording, recording } from '../../support/recorded-journal.js'

const DAY = '2024-03-05'
const { signal } = new AbortController()
let day: Recording
beforeAll(async () => {
  day = recording({ minutes: 500 })
  await day.live()
})

test('the day is the same to the byte, with its orders and its shadow', async () => {
  const run = replayDay({ store: day.store, account: ACCOUNT, graphOf })
  const found = await run(DAY, signal)
  expect(found).toMatchObject({ day: DAY, same: true, firstDifference: null })
  expect(found.slices).toBeGreaterThan(300)
  expect(found.live.orders).toBeGreaterThan(0)
  expect(found.replay.orders).toBe(found.live.orders)
  expect(found.shadow.trades).toBeGreaterThan(0)
})

test('one day at a time; a day without a slice is no data', async () => {
  const run = replayDay({ store: day.store, account: ACCOUNT, graphOf })
  const first = run(DAY, signal)
  await expect(run(DAY, signal)).rejects.toMatchObject(
    new ApiError('refused', `${DAY} is replayed now, and one day runs at a time`),
  )
  await first
  for (const none of ['2024-03-01', '1969-12-31', '0000-01-01', '9999-12-31'])
    await expect(run(none, signal)).rejects.toMatchObject({ code: 'no-data' })
})
