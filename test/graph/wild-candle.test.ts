import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { nodes } from '../../model/nodes.js'
import { randomMarket } from '../support/random-market.js'
import { runSep } from '../support/sep-run.js'

const MINUTES = 900
const WILD = 300
const calm = randomMarket({ seed: 11, minutes: MINUTES })
/** The same market with one high of each instrument multiplied. */
const wildMarket = (factor: number): CandleSeries[] =>
  calm.map((series) => {
    const high = Float64Array.from(series.h)
    high[WILD] = high[WILD]! * factor
    return { ...series, h: high }
  })

/** Stop distances of first fills and of the shadow's orders after the wild candle, in parts of the price. */
const stopsAfter = (series: readonly CandleSeries[]) => {
  const stops: number[] = []
  let refused = 0
  let shadowTrades = 0
  let atr = 0
  runSep(series, {
    look: (frame) => {
      const [order, quote] = [columnsOf(frame, nodes.risk), columnsOf(frame, nodes.quote)]
      const [shadow, direction] = [columnsOf(frame, nodes.shadow), columnsOf(frame, nodes.direction)]
      for (let i = 0; i < frame.slices * frame.count; i++) {
        const mid = (quote.bid[i]! + quote.ask[i]!) / 2
        if (order.approvedUnits[i] !== 0 && order.stopDistance[i]! > 0) stops.push(order.stopDistance[i]! / mid)
        if (direction.atr[i]! / mid > atr) atr = direction.atr[i]! / mid
        if (order.refused[i] !== 0) refused++
        shadowTrades += shadow.closed[i]!
      }
    },
  })
  return { stops, refused, shadowTrades, atr }
}

describe('one wild candle in the whole graph', () => {
  const before = stopsAfter(calm)
  test.each([10, 1e9])('a high times %d: entries go on, with stops of a quiet day', (factor) => {
    const { stops, shadowTrades, atr } = stopsAfter(wildMarket(factor))
    expect(atr).toBeGreaterThan(0.5)
    expect([stops.length, shadowTrades].map((n) => n > 20)).toEqual([true, true])
    expect(Math.max(...stops)).toBeLessThan(20 * Math.max(...before.stops))
    expect(Math.max(...stops)).toBeLessThanOrEqual(0.03)
  })
})
