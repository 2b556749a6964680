/** Results in quote currency from fills: by hand, and over any cut of a run into windows. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { nodes } from '../../../model/nodes.js'
import { collectQuoteResults, type QuoteSpan } from '../../../sinks/run/quote-results.js'
import { worldOf } from '../../support/wall-clock.js'

const world = worldOf(['AUD_USD', 'EUR_USD'], { untraded: ['AUD_USD'] })
const EURO = 1

interface Fill {
  readonly slice: number
  readonly id: number
  readonly units: number
  readonly price: number
  readonly opens: boolean
}
/** One frame; slice s ends minute s + 1, its close is `closes[s]`, null without a candle. */
const frameOf = (fills: readonly Fill[], closes: readonly (number | null)[]): Frame => {
  const at = closes.map((_, s) => fills.filter(({ slice }) => slice < s).length)
  const sorted = fills.toSorted((a, b) => a.slice - b.slice)
  const frame: any = {
    slices: closes.length,
    count: 2,
    time: { tsMs: closes.map((_, s) => (s + 1) * MINUTE_MS) },
    columns: {
      broker: {
        at: [...at, fills.length],
        fillInstrument: sorted.map(() => EURO),
        fillTradeId: sorted.map(({ id }) => id),
        fillUnits: sorted.map(({ units }) => units),
        fillPrice: sorted.map(({ price }) => price),
        fillOpens: sorted.map(({ opens }) => (opens ? 1 : 0)),
      },
      candle: {
        present: closes.flatMap((close) => [0, close === null ? 0 : 1]),
        c: closes.flatMap((close) => [Number.NaN, close ?? Number.NaN]),
      },
    },
  }
  return frame as Frame
}
const resultOf = (frame: Frame, span: QuoteSpan = {}) => {
  const collector = collectQuoteResults(world, nodes.broker, span)
  void collector.write(frame)
  return collector.results()
}
const buy = (slice: number, id: number, units: number, price: number): Fill => ({
  slice,
  id,
  units,
  price,
  opens: true,
})
const close = (slice: number, id: number, units: number, price: number): Fill => ({
  ...{ slice, id, units, price },
  opens: false,
})

describe('by hand', () => {
  const flat = [100, 100, 100, 103, null]
  test.each<[string, Fill[], QuoteSpan, object]>([
    ['no trade', [], {}, { trades: 0, openTrades: 0, pnlQuote: 0 }],
    ['a closed one', [buy(0, 1, 10, 100), close(2, 1, -10, 102)], {}, { trades: 1, openTrades: 0, pnlQuote: 20 }],
    ['an open short at the last close', [buy(0, 1, -10, 100)], {}, { trades: 1, openTrades: 1, pnlQuote: -30 }],
    [
      'a close in two parts is one trade',
      [buy(0, 1, 10, 100), close(1, 1, -4, 101), close(2, 1, -6, 102)],
      {},
      { trades: 1, openTrades: 0, pnlQuote: 16 },
    ],
    [
      'a flip: one closed, one open',
      [buy(0, 1, 10, 100), close(2, 1, -10, 102), buy(2, 2, -10, 102)],
      {},
      { trades: 2, openTrades: 1, pnlQuote: 10 },
    ],
    [
      'a close at the start of the window is before it',
      [buy(0, 1, 10, 100), close(1, 1, -10, 102)],
      { fromMs: 2 * MINUTE_MS },
      { trades: 0, openTrades: 0, pnlQuote: 0 },
    ],
    [
      'what closes after the window is open in it',
      [buy(0, 1, 10, 99), close(3, 1, -10, 102)],
      { toMs: 3 * MINUTE_MS },
      { trades: 1, openTrades: 1, pnlQuote: 10 },
    ],
  ])('%s', (_, fills, span, expected) => expect(resultOf(frameOf(fills, flat), span)).toEqual({ EUR_USD: expected }))
})

test('the closed trades of two windows are those of both', () => {
  const trade = fc.record({
    enters: fc.nat(30),
    holds: fc.integer({ min: 1, max: 20 }),
    units: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 12 }), fc.integer({ min: 1, max: 59 }), (trades, cut) => {
      const fills = trades.flatMap(({ enters, holds, units }, n) => [
        buy(enters, n + 1, units, 100 + n),
        close(enters + holds, n + 1, -units, 101 - n),
      ])
      const frame = frameOf(
        fills,
        Array.from({ length: 60 }, () => 100),
      )
      const cutMs = cut * MINUTE_MS
      const whole = resultOf(frame)['EUR_USD']!
      const late = resultOf(frame, { fromMs: cutMs })['EUR_USD']!
      const early = resultOf(frame, { toMs: cutMs })['EUR_USD']!
      expect(early.trades - early.openTrades + late.trades).toBe(whole.trades)
      const marked = trades.reduce(
        (sum, { enters, holds, units }, n) =>
          enters < cut && enters + holds >= cut ? sum + units * (100 - (100 + n)) : sum,
        0,
      )
      expect(early.pnlQuote - marked + late.pnlQuote).toBeCloseTo(whole.pnlQuote, 9)
    }),
  )
})
