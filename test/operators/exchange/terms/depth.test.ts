/** Depth: what an order of some size pays, and what becomes of one that the market cannot fill. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkConservation } from '../../../../operators/exchange/account.js'
import { submitOrder } from '../../../../operators/exchange/orders.js'
import { closeTrade } from '../../../../operators/exchange/requests.js'
import {
  type DepthLevels,
  depthLevels,
  depthSetting,
  meanTicks,
  worstTicks,
} from '../../../../operators/exchange/terms/depth.js'
import { takenPrice } from '../../../../operators/exchange/terms/taken-price.js'
import type { Exchange, ExchangeConfig } from '../../../../operators/exchange/types.js'
import { EUR, lastOf, market, open, play, tradesOf } from '../scenario.js'

const rich: Partial<ExchangeConfig> = { capital: 1e8, depth: 'ladder' }
const buyAt = (units: number, config: Partial<ExchangeConfig> = rich): Exchange => {
  const ex = open(config)
  submitOrder(ex, market(units), 0)
  play(ex, EUR, [1.1])
  return ex
}

describe('a market order takes the levels', () => {
  // Ask 1.10010, bid 1.09990; levels one tick (0.00001) apart; rounded against the order.
  test.each([
    ['within the first level', 250_000, 1.1001, 0],
    ['half from the second', 500_000, 1.10011, 1],
    ['(250k * 0 + 250k * 1 + 500k * 2) / 1M = 1.25 ticks, rounded up to 2', 1_000_000, 1.10012, 2],
    ['the whole ladder: 94.25M / 19.5M = 4.83 ticks, up to 5', 19_500_000, 1.10015, 5],
    ['a sale pays it downwards', -500_000, 1.09989, 1],
  ])('%s', (_, units, price, ticks) => {
    const ex = buyAt(units)
    expect(tradesOf(ex)).toEqual([[units, price]])
    const [fill] = ex.fills
    expect(fill!.depthCost).toBeCloseTo(Math.abs(units) * ticks * 1e-5, 6)
    expect([fill!.pl, fill!.gross]).toEqual([0, fill!.depthCost])
    expect(lastOf(ex, 'ORDER_FILL')).toMatchObject({ fullVWAP: price.toFixed(5), price: price.toFixed(5) })
  })

  test('both ends are charged to their own fills; spread and slippage stay what they were', () => {
    const run = (depth: ExchangeConfig['depth']) => {
      const ex = buyAt(500_000, { capital: 1e8, depth, slippageBps: 0.2 })
      closeTrade(ex, ex.trades[EUR]![0]!.id, 'ALL', 120_000)
      play(ex, EUR, [1.101])
      checkConservation(ex)
      return ex.fills[1]!
    }
    const [flat, deep] = [run('off'), run('ladder')]
    expect(deep.depthCost).toBeCloseTo(5, 6)
    expect(deep.pl).toBeCloseTo(flat.pl - 10, 6)
    expect(deep.spreadCost).toBeCloseTo(flat.spreadCost, 9)
    expect(deep.slippageCost).toBeCloseTo(flat.slippageCost, 6)
    expect(deep.gross).toBeCloseTo(flat.gross - 5, 6)
  })

  test('the transaction shows the levels, and the worst as closeout prices', () => {
    const fullPrice = lastOf(buyAt(1000), 'ORDER_FILL')['fullPrice'] as Record<string, unknown[]>
    expect(fullPrice['asks']).toHaveLength(7)
    expect(fullPrice['asks']!.slice(0, 3)).toEqual([
      { price: '1.10010', liquidity: '250000' },
      { price: '1.10011', liquidity: '250000' },
      { price: '1.10012', liquidity: '1000000' },
    ])
    expect(fullPrice).toMatchObject({ closeoutBid: '1.09984', closeoutAsk: '1.10016' })
  })
})

describe('what the market cannot fill', () => {
  const small: DepthLevels = [
    { units: 1000, ticks: 0 },
    { units: 1000, ticks: 4 },
  ]
  const thin: Partial<ExchangeConfig> = { depth: small }

  test.each([
    ['an increase beyond the ladder is cancelled', 2001, {}, 'INSUFFICIENT_LIQUIDITY', []],
    ['one of its size is not', 2000, {}, null, [[2000, 1.10012]]],
    ['margin is checked first', 10_000_000, {}, 'INSUFFICIENT_MARGIN', []],
    ['the bound is compared with the worst level taken', 1500, { priceBound: 1.10013 }, 'BOUNDS_VIOLATION', []],
    ['and holds at that level', 1500, { priceBound: 1.10014 }, null, [[1500, 1.10012]]],
    ['IOC takes what there is', 5000, { timeInForce: 'IOC' as const }, null, [[2000, 1.10012]]],
  ])('%s', (_, units, more, refused, trades) => {
    const ex = open(thin)
    submitOrder(ex, market(units, more), 0)
    expect(play(ex, EUR, [1.1])).toBe(refused)
    expect(tradesOf(ex)).toEqual(trades)
  })

  test('an order filled in part names what it asked for', () => {
    const ex = open(thin)
    submitOrder(ex, market(5000, { timeInForce: 'IOC' }), 0)
    play(ex, EUR, [1.1])
    expect(lastOf(ex, 'ORDER_FILL')).toMatchObject({ units: '2000', requestedUnits: '5000' })
    expect(ex.orders[EUR]).toEqual([])
  })

  test('a close beyond the ladder takes the rest at the last level', () => {
    const ex = open({ depth: [{ units: 10_000, ticks: 0 }] })
    submitOrder(ex, market(10_000), 0)
    play(ex, EUR, [1.1])
    const restored = { ...ex, depth: small }
    closeTrade(restored, ex.trades[EUR]![0]!.id, 'ALL', 120_000)
    play(restored, EUR, [1.1])
    // 1000 at 0 and 9000 at 4 ticks: 3.6, rounded against us to 4.
    expect(restored.fills.at(-1)).toMatchObject({ units: -10_000, price: 1.09986 })
  })

  test('a stop takes the levels, a take profit and a limit do not', () => {
    const ex = open(rich)
    const protect = { stopLossOnFill: { price: 1.09 }, takeProfitOnFill: { price: 1.11 } }
    submitOrder(ex, market(500_000, protect), 0)
    submitOrder(ex, market(500_001, protect), 0)
    play(ex, EUR, [1.1])
    play(ex, EUR, [1.1, 1.1, 1.08, 1.1])
    expect(ex.fills.slice(2).map(({ price }) => price)).toEqual([1.08999, 1.08999])
    submitOrder(ex, { type: 'LIMIT', k: EUR, units: 1_000_000, price: 1.0995, takeProfitOnFill: { price: 1.11 } }, 0)
    play(ex, EUR, [1.1, 1.1, 1.099, 1.1])
    play(ex, EUR, [1.1, 1.12, 1.1, 1.1])
    expect(ex.fills.slice(4).map(({ price, depthCost }) => [price, depthCost])).toEqual([
      [1.0995, 0],
      [1.11, 0],
    ])
  })
})

test.each([
  [
    'levels that improve',
    [
      { units: 1, ticks: 2 },
      { units: 1, ticks: 1 },
    ],
  ],
  ['no level', []],
  ['a level without size', [{ units: 0, ticks: 0 }]],
  ['another word', 'deep'],
])('refuses %s', (_, value) => {
  expect(depthSetting.safeParse(value).success).toBe(false)
})

describe('against a slow, obvious version', () => {
  const levels = fc
    .array(fc.record({ units: fc.integer({ min: 1, max: 40 }), ticks: fc.integer({ min: 0, max: 3 }) }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((steps) =>
      steps.reduce<{ units: number; ticks: number }[]>(
        (all, { units, ticks }) => [...all, { units, ticks: (all.at(-1)?.ticks ?? 0) + ticks }],
        [],
      ),
    )
  /** Takes one unit after the other. */
  const slowly = (all: DepthLevels, size: number): number[] => {
    const left = all.map(({ units }) => units)
    return Array.from({ length: size }, () => {
      const n = left.findIndex((units) => units > 0)
      if (n < 0) return all.at(-1)!.ticks
      left[n]!--
      return all[n]!.ticks
    })
  }

  test('mean and worst level, price and cost', () => {
    fc.assert(
      fc.property(levels, fc.integer({ min: 1, max: 300 }), fc.boolean(), (all, size, buy) => {
        const taken = slowly(all, size)
        const mean = taken.reduce((sum, ticks) => sum + ticks, 0) / size
        expect(meanTicks(all, size)).toBeCloseTo(mean, 9)
        expect(worstTicks(all, size)).toBe(Math.max(...taken))
        const { price, worst, depth } = takenPrice(1.1, size, buy, 0, all, 1e5)
        const side = buy ? 1 : -1
        expect((price - 1.1) * side * 1e5).toBeCloseTo(Math.ceil(mean - 1e-6), 6)
        expect((worst - 1.1) * side * 1e5).toBeCloseTo(Math.max(...taken), 6)
        expect(depth * 1e5).toBeCloseTo(Math.ceil(mean - 1e-6), 6)
      }),
    )
  })

  test('without depth nothing changes', () => {
    expect(depthLevels('off')).toBeNull()
    expect(takenPrice(1.10012, 1e9, true, 0.2, null, 1e5)).toEqual({ price: 1.10015, worst: 1.10015, depth: 0 })
  })
})
