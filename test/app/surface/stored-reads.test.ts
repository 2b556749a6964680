/** Candles and manifolds of a store, as routes show them. */
import { beforeAll, expect, test } from 'vitest'
import { storedReads } from '../../../app/surface/stored-reads.js'
import { systemClock } from '../../../lib/clock.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import { pack } from '../../../store/pack.js'

const FROM_MS = Date.UTC(2026, 0, 5, 9)
const store = memoryStore({ clock: systemClock })
const reads = storedReads(store, 'any', systemClock)

/** 20 minutes; that of minute 12 was not believed. */
beforeAll(async () => {
  const members = Array.from({ length: 20 }, (_, minute) => {
    const t = FROM_MS + minute * MINUTE_MS
    const candle = { t, o: 1.1, h: 1.3, l: 1, c: 1.2, v: minute, ...(minute === 12 ? { refused: true as const } : {}) }
    return [t, pack(KEYS.candles, candle)] as const
  })
  const manifold = { instrument: 'EUR_USD', count: 0, signals: [] }
  await store.write([
    { op: 'sortedAdd', key: keyName(KEYS.candles, { inst: 'EUR_USD', gran: 'M1' }), members },
    {
      op: 'set',
      key: keyName(KEYS.manifold, { inst: 'EUR_USD', date: '2026-01-05' }),
      value: pack(KEYS.manifold, manifold),
    },
  ])
})

test.each`
  from  | to     | limit  | minutes                 | why
  ${0}  | ${5}   | ${100} | ${[0, 1, 2, 3, 4]}      | ${'a range, its end not included'}
  ${0}  | ${20}  | ${3}   | ${[17, 18, 19]}         | ${'the newest of a range'}
  ${10} | ${15}  | ${100} | ${[10, 11, 13, 14]}     | ${'a refused one is left out'}
  ${15} | ${900} | ${100} | ${[15, 16, 17, 18, 19]} | ${'as far as there are any'}
  ${15} | ${900} | ${2}   | ${[18, 19]}             | ${'the newest there are'}
  ${5}  | ${5}   | ${100} | ${[]}                   | ${'an empty range'}
  ${30} | ${40}  | ${100} | ${[]}                   | ${'a range without candles'}
`('minutes $from to $to, at most $limit: $why', async ({ from, to, limit, minutes }) => {
  const found = await reads.candles('EUR_USD', FROM_MS + from * MINUTE_MS, FROM_MS + to * MINUTE_MS, limit)
  expect(found.map(({ tMs }) => (tMs - FROM_MS) / MINUTE_MS)).toEqual(minutes)
  for (const { o, h, l, c, coherence } of found) expect([o, h, l, c, coherence]).toEqual([1.1, 1.3, 1, 1.2, null])
})

test('an instrument without candles has none; a manifold is there or null', async () => {
  expect(await reads.candles('GBP_USD', 0, FROM_MS * 2, 10)).toEqual([])
  expect(await reads.manifold('EUR_USD', '2026-01-05')).toEqual({ instrument: 'EUR_USD', count: 0, signals: [] })
  expect(await reads.manifold('EUR_USD', '2026-01-06')).toBeNull()
})
