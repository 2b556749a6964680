/** A flatten does not wait for the ends of minutes: slices of its own carry its fills and prove that all is flat. */
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { ACCOUNT, type ControlLife, frameOf, startControl } from '../../support/live/control.js'
import { KEYS } from '../../../store/keys.js'
import { keyName } from '../../../store/key.js'
import { memoryStore } from '../../../store/memory/store.js'
import { keepStatus } from '../../../app/live/monitoring/store-status.js'
import { lifeOf } from '../../../app/control/living.js'
import { processName } from '../../../app/connect/process-name.js'

let life: ControlLife
afterEach(() => life?.end())

/** Does a request wait for a slice right now? Takes it. */
const isAsked = async (): Promise<boolean> => {
  const now = new AbortController()
  const came = life.control.requested(now.signal).then(() => !now.signal.aborted)
  await systemClock.yield()
  now.abort()
  return came
}
const carry = (units: readonly number[]) => life.control.carried(frameOf(units, life.control.row()))

test('executions, and a slice that is flat, get a slice at once while a flatten is open', async () => {
  life = await startControl()
  life.control.executed()
  expect(await isAsked()).toBe(false)
  await life.ask({ kind: 'flatten', pair: null })
  await carry([5, 0, 0])
  expect(await isAsked()).toBe(false)
  life.control.executed()
  expect(await isAsked()).toBe(true)
  await carry([0, 0, 7])
  expect(await isAsked()).toBe(false)
  await carry([0, 0, 0])
  expect(await isAsked()).toBe(true)
  life.control.flattenDone({ requestId: life.control.row().requestId, instruments: [0, 1, 2] })
  life.control.executed()
  expect(await isAsked()).toBe(false)
})

test('a pair that is flat is enough for its own flatten, whatever the others hold', async () => {
  life = await startControl()
  await life.ask({ kind: 'flatten', pair: 'EUR_USD' })
  await carry([0, 5, 5])
  expect(await isAsked()).toBe(true)
})

test('closes that keep failing get a few slices, then those of the minutes; a new request gets as many again', async () => {
  life = await startControl()
  const slices = async () => {
    let count = 0
    for (; count < 50; count++) {
      life.control.executed()
      if (!(await isAsked())) break
      await carry([5, 0, 0])
    }
    return count
  }
  await life.ask({ kind: 'flatten', pair: null })
  expect(await slices()).toBe(20)
  await life.ask({ kind: 'flatten', pair: 'EUR_USD' })
  expect(await slices()).toBe(20)
})

test('the part that makes the slices does not see the account: it makes a few by itself', async () => {
  life = await startControl({ part: 'slices' })
  await life.ask({ kind: 'flatten', pair: null })
  await life.control.requested(new AbortController().signal)
})

test('the status of a pipeline ends with it; one that was killed is shown for some seconds only', async () => {
  const store = memoryStore({ clock: systemClock })
  const ready = { phase: () => 'running' as const, reasons: () => [] }
  const stop = new AbortController()
  const status = keepStatus(
    { store, account: ACCOUNT, owner: processName(), part: null, ready, clock: systemClock },
    stop.signal,
  )
  await expect.poll(() => lifeOf(store, ACCOUNT, systemClock.nowMs())).toBe('pipeline')
  expect(await lifeOf(store, ACCOUNT, systemClock.nowMs() + 5000)).toBeNull()
  stop.abort()
  await status
  expect(await store.get(keyName(KEYS.status, { account: ACCOUNT }))).toBeNull()
})
