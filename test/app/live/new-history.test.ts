/** A paper broker that has lost its memory: the next start names both histories, and one command goes on with what is held. */
import { afterEach, expect, test } from 'vitest'
import { newHistory } from '../../../app/store-jobs/repair/new-history.js'
import { systemClock } from '../../../lib/clock.js'
import { memoryStore } from '../../../store/memory/store.js'
import { until } from '../../support/until.js'
import { ACCOUNT, type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'

let lives: Lives | null = null
afterEach(async () => {
  await lives?.endLives()
  await lives?.close()
})

test('recognised, named, and gone on from without losing what the broker holds', async () => {
  const store = memoryStore({ clock: systemClock })
  lives = await openLives({ hedging: false, store })
  const first = await lives.start()
  await running(first)
  await lives.tell({ kind: 'kill', on: false, flatten: false })
  await until('an entry', WAIT_MS, async () => (await lives!.openTrades()) > 0, first.text)
  await first.end()
  await lives.endLives()
  await lives.close()

  lives = await openLives({ hedging: false, store })
  const order = { type: 'MARKET', instrument: 'EUR_USD', units: '1000', tradeClientExtensions: { tag: 'sep' } }
  await lives.call('POST', '/orders', { order })
  const second = await lives.start()
  await expect(second.ended).rejects.toMatchObject({
    code: 'history-differs',
    message: expect.stringMatching(/transactions end at \d+, ours at \d+.*sep store new-history --account/),
  })
  await second.end().catch(() => undefined)

  const copies = await newHistory(store, ACCOUNT, systemClock)
  expect(copies.map(({ stream }) => stream)).toEqual(expect.arrayContaining(['slice', 'order', 'ledger']))
  for (const { to, entries } of copies) expect(await store.length(to)).toBe(entries)

  lives = { ...lives, endLives: async () => {} }
  const third = await lives.start()
  await running(third)
  await until(
    'the position that the broker holds',
    WAIT_MS,
    async () => ((await third.status())['positions'] as { units: number }[]).some(({ units }) => units === 1000),
    third.text,
  )
  expect(third.text()).toContain('1 trades adopted')
  expect(third.text()).toContain('ALARM adopted adopted 1 SEP trades that are older than this store')
  // Of another client: it stands as an alarm.
  await lives.call('POST', '/orders', { order: { type: 'MARKET', instrument: 'GBP_USD', units: '1000' } })
  await until('an alarm', WAIT_MS, () => /ALARM foreign .*\(GBP_USD\)/.test(third.text()), third.text)
  expect((await third.status())['killSwitch']).toBe(true)
  await third.end()
})
