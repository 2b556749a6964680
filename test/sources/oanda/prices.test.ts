import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import { formatTime } from '../../../oanda/wire/time.js'
import { clientPrice } from '../../../oanda/wire/records.js'
import { createPriceBoard } from '../../../sources/oanda/prices.js'

const START_MS = Date.UTC(2026, 0, 5, 12)
const price = (instrument: string, tsMs: number, bid?: string, ask?: string, more: object = { tradeable: true }) => {
  const side = (text?: string) =>
    text
      ? [
          { price: text, liquidity: 1_000_000 },
          { price: '0.5', liquidity: 1 },
        ]
      : []
  return {
    kind: 'price' as const,
    price: clientPrice.parse({ instrument, time: formatTime(tsMs), bids: side(bid), asks: side(ask), ...more }),
  }
}

describe('price board', () => {
  test.each<[string, Parameters<typeof price>, [number, number, number]]>([
    ['both sides', ['EUR_USD', START_MS, '1.1', '1.2'], [1.1, 1.2, 1]],
    ['halted', ['EUR_USD', START_MS, '1.1', '1.2', { tradeable: false }], [1.1, 1.2, 0]],
    ['the old flag alone', ['EUR_USD', START_MS, '1.1', '1.2', { status: 'tradeable' }], [1.1, 1.2, 1]],
    ['no flag at all', ['EUR_USD', START_MS, '1.1', '1.2', {}], [1.1, 1.2, 0]],
    ['crossed', ['EUR_USD', START_MS, '1.3', '1.2'], [1.3, 1.2, 0]],
    ['no bids', ['EUR_USD', START_MS, undefined, '1.2'], [Number.NaN, 1.2, 0]],
    ['an unknown instrument', ['XAU_USD', START_MS, '1.1', '1.2'], [Number.NaN, Number.NaN, 0]],
  ])('%s', (_, given, expected) => {
    const board = createPriceBoard(['EUR_USD'], testClock(START_MS))
    board.take(price(...given))
    expect([board.bid[0], board.ask[0], board.tradeable[0]]).toEqual(expected)
  })

  test('ages: of the price, of its last change, of the stream', async () => {
    const clock = testClock(START_MS)
    const board = createPriceBoard(['EUR_USD', 'USD_JPY'], clock)
    expect([board.ageMs(0), board.unchangedMs(0), board.heartbeatAgeMs()]).toEqual([Number.NaN, Number.NaN, Infinity])
    board.take(price('EUR_USD', START_MS - 300, '1.1', '1.2'))
    await clock.advance(5000)
    board.take({ kind: 'heartbeat', tsMs: START_MS + 5000 })
    await clock.advance(1000)
    expect([board.ageMs(0), board.unchangedMs(0), board.heartbeatAgeMs(), board.ageMs(1)]).toEqual([
      6300,
      6000,
      1000,
      Number.NaN,
    ])
    // A feed that repeats a price is younger, but has not changed.
    board.take(price('EUR_USD', START_MS + 6000, '1.1', '1.2'))
    expect([board.ageMs(0), board.unchangedMs(0), board.heartbeatAgeMs()]).toEqual([0, 6000, 0])
    board.take({ kind: 'fault', why: 'x' })
    board.take({ kind: 'gap', why: 'reset', waitMs: 1000 })
    expect(board.heartbeatAgeMs()).toBe(Infinity)
    board.take({ kind: 'open' })
    expect(board.heartbeatAgeMs()).toBe(0)
  })

  test('a stream that was silent is heard again with its first heartbeat, not as it opens or by a snapshot', () => {
    const board = createPriceBoard(['EUR_USD'], testClock(START_MS))
    board.take({ kind: 'gap', why: 'silent for 10000 ms', waitMs: 1000 })
    board.take({ kind: 'open' })
    board.take(price('EUR_USD', START_MS, '1.1', '1.2'))
    board.take({ kind: 'gap', why: 'ended by the broker', waitMs: 1000 })
    board.take({ kind: 'open' })
    expect([board.bid[0], board.heartbeatAgeMs()]).toEqual([1.1, Infinity])
    board.take({ kind: 'heartbeat', tsMs: START_MS })
    expect(board.heartbeatAgeMs()).toBe(0)
  })

  test('in whatever order prices come, the newest by its own time is held', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (times) => {
        const board = createPriceBoard(['EUR_USD'], testClock(START_MS))
        for (const n of times) board.take(price('EUR_USD', START_MS + n, `1.${n + 1000}`, '3'))
        const last = Math.max(...times)
        expect([board.tsMs[0], board.bid[0]]).toEqual([START_MS + last, Number(`1.${last + 1000}`)])
      }),
    )
  })
})
