/** Candles of a chart, as pages come from both ends. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CandleView } from '../../../ui/data/reads.js'
import { pendingMarket } from '../../../ui/data/live/pending-market.js'
import { withCandles } from '../../../ui/data/live/merged.js'
import { withNewest, withOlder } from '../../../ui/pages/desk/chart/candle-list.js'

const METRICS = { v: 1, coherence: null, stability: null, rupture: null, entropy: null }
const candle = (minute: number, c = minute): CandleView => ({ tMs: minute * 60_000, o: 1, h: 1, l: 1, c, ...METRICS })
const candles = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => candle(from + n))
const minutes = (list: readonly CandleView[]) => list.map(({ tMs }) => tMs / 60_000)
const between = (list: readonly CandleView[]) => [minutes(list)[0], minutes(list).at(-1)]

describe('the candles of a chart', () => {
  test.each([
    ['nothing yet', candles(0, 0), candles(5, 9), [5, 8]],
    ['it moves on by two', candles(0, 10), candles(5, 12), [0, 11]],
    ['it joins without overlap of more than the last', candles(0, 10), candles(9, 12), [0, 11]],
    ['after a hole the old ones are dropped', candles(0, 10), candles(11, 15), [11, 14]],
    ['an empty page changes nothing', candles(0, 10), [], [0, 9]],
  ] as const)('newest page, %s', (_, held, page, wanted) => {
    expect(between(withNewest(held, page))).toEqual(wanted)
  })

  test('the last candle is that of the newest page', () => {
    expect(withNewest(candles(0, 3), [candle(2, 99), candle(3)]).map(({ c }) => c)).toEqual([0, 1, 99, 3])
  })

  test('however a reader goes back and time goes on, no minute is missing or twice', () => {
    const moves = fc.array(
      fc.oneof(fc.record({ on: fc.nat(20) }), fc.record({ back: fc.integer({ min: 1, max: 30 }) })),
    )
    fc.assert(
      fc.property(moves, (list) => {
        const at = { now: 1000, held: withNewest([], candles(980, 1000)) }
        for (const move of list) {
          if ('on' in move) {
            at.now += move.on
            at.held = withNewest(at.held, candles(at.now - 20, at.now))
          } else {
            const first = minutes(at.held)[0] as number
            at.held = withOlder(at.held, candles(first - move.back, first + 2))
          }
          const [first = 0] = minutes(at.held)
          if (minutes(at.held).join() !== minutes(candles(first, at.now)).join()) return false
        }
        return true
      }),
    )
  })
})

describe('news of the market', () => {
  const pair = (minute: number) => ({ instrument: 'EUR_USD', displayPrecision: 5, bid: minute, candle: candle(minute) })
  const take = (market: ReturnType<typeof pendingMarket>, minute: number, stands = false) =>
    market.take(pair(minute) as never, stands)

  test('between two frames of the screen every candle is kept, of figures the newest', () => {
    const market = pendingMarket()
    for (const minute of [1, 2, 2, 3]) take(market, minute)
    const { pairs, candles: rows, missed } = market.drain()
    expect(pairs.map(({ bid }) => bid)).toEqual([3])
    expect(minutes(rows.get('EUR_USD')!)).toEqual([1, 2, 3])
    expect([...missed]).toEqual([])
    expect(market.drain().pairs).toEqual([])
  })

  test.each([
    ['a message that stands for others', (market: ReturnType<typeof pendingMarket>) => take(market, 9, true)],
    [
      'a tab that was in the background for hours',
      (market: ReturnType<typeof pendingMarket>) => {
        for (let minute = 0; minute < 1000; minute++) take(market, minute)
      },
    ],
  ])('%s: the candles are asked for, and few are held', (_, bring) => {
    const market = pendingMarket()
    bring(market)
    const { candles: rows, missed } = market.drain()
    expect([...missed]).toEqual(['EUR_USD'])
    expect(rows.get('EUR_USD')!.length).toBeLessThanOrEqual(1)
  })

  test('an answer grows to what was asked for, and not further', () => {
    const answer = { candles: candles(0, 3) } as never
    const shown = (news: readonly CandleView[], most: number) => minutes(withCandles(answer, news, most).candles)
    expect(shown([candle(2), candle(3)], 10)).toEqual([0, 1, 2, 3])
    expect(shown([candle(3), candle(4)], 3)).toEqual([2, 3, 4])
    expect(shown([candle(1)], 3)).toEqual([0, 1, 2])
  })
})
