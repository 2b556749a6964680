/** What the shadow pays for its size: depth and commission of an order of SHADOW_NOTIONAL, as the exchange charges them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { runOperator } from '../../graph/engine/testing/run-operator.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { shadowStrategy } from '../../operators/shadow-strategy.js'
import { strategy } from '../../operators/strategy.js'
import { type Market, restlessMarket, runLoop } from '../support/strategy-loop.js'
import { worldOf } from '../support/wall-clock.js'

type Config = z.input<typeof shadowStrategy.config>
const COUNT = 2
const SLICES = 300
const world = worldOf(['EUR_USD', 'GBP_USD'])
const thin = [
  { units: 2000, ticks: 0 },
  { units: 2000, ticks: 3 },
  { units: 4000, ticks: 7 },
]
const UNITS = 5000

/** One unit is worth 1 at home, so that the notional is the number of units. */
const parMarket = (seed: number): Market => {
  const made = restlessMarket(seed, SLICES, COUNT)
  const { bid, ask } = made.quote as { bid: number[]; ask: number[] }
  return { ...made, quote: { ...made.quote, homeRate: bid.map((price, i) => 1 / ((price + ask[i]!) / 2)) } }
}
const shadow = (made: Market, config: Config) =>
  runOperator(shadowStrategy, config, world, { tsMs: made.tsMs, columns: made as never }).columns as Record<
    string,
    Float64Array
  >

interface Trade {
  readonly place: string
  readonly bps: number
  readonly compared: number
}
const shadowTrades = (columns: Record<string, Float64Array>): Trade[] =>
  Array.from(columns['closed']!).flatMap((closed, i) =>
    closed
      ? [
          {
            place: `${Math.floor(i / COUNT)}/${i % COUNT}`,
            bps: columns['tradeBps']![i]!,
            compared: columns['comparedBps']![i]!,
          },
        ]
      : [],
  )

/** The account's trades: P&L at its fill prices less both commissions, bps of the entry notional. */
const realTrades = (account: Record<string, any>, homeRate: readonly number[]): Trade[] => {
  const opened: number[] = []
  const trades: Trade[] = []
  for (let s = 0; s < SLICES; s++) {
    for (let e = account['at'][s]; e < account['at'][s + 1]; e++) {
      const k = account['fillInstrument'][e]
      if (account['fillOpens'][e] === 1) {
        opened[k] = e
        continue
      }
      const first = opened[k]!
      const [entry, exit] = [account['fillPrice'][first], account['fillPrice'][e]]
      const commission = (n: number, at: number) =>
        (account['fillCommission'][n] / (UNITS * entry * homeRate[at]!)) * 1e4
      const openSlice = Math.round((account['fillEntryTsMs'][e] - T0) / 60_000 - 2 / 60)
      const paid = commission(first, openSlice * COUNT + k) + commission(e, s * COUNT + k)
      const depth = ((account['fillDepthCost'][first] + account['fillDepthCost'][e]) / (UNITS * entry)) * 1e4
      const bps = ((-Math.sign(account['fillUnits'][e]) * (exit - entry)) / entry) * 1e4 - paid
      trades.push({ place: `${s}/${k}`, bps, compared: bps + depth })
    }
  }
  return trades
}
const T0 = restlessMarket(0, 1, 1).tsMs[0]! - 60_000

const near = (own: number, real: number) => expect(Math.abs(own - real)).toBeLessThan(1e-6)

describe('the shadow pays what the account pays for the same size', () => {
  test.each<[string, Config, object]>([
    ['depth', { depth: thin }, { depth: thin }],
    ['commission of each leg', { commission: { perUnit: 0.00004, currency: 'USD' } }, {}],
    ['commission when it opens', { commission: { perUnit: 0.00004, currency: 'USD', when: 'open' } }, {}],
    ['both', { depth: thin, commission: { perUnit: 0.00004, currency: 'USD' } }, { depth: thin }],
  ])('%s', (_, config) => {
    let trades = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const made = parMarket(seed)
        const { commission = 'none', depth = 'off' } = config
        const { account } = runLoop(world, made, { broker: { commission, depth } as never, units: UNITS })
        const own = shadowTrades(shadow(made, { notional: UNITS, commission, depth }))
        const real = realTrades(account, made.quote['homeRate']!)
        expect(own.map(({ place }) => place)).toEqual(real.map(({ place }) => place))
        for (const [n, trade] of own.entries()) {
          near(trade.bps, real[n]!.bps)
          near(trade.compared, real[n]!.compared)
        }
        trades += own.length
      }),
      { numRuns: 10 },
    )
    expect(trades).toBeGreaterThan(60)
  })
})

describe('results', () => {
  const made = parMarket(5)
  const total = (columns: Record<string, Float64Array>, of: 'bps' | 'compared') =>
    shadowTrades(columns).reduce((sum, trade) => sum + trade[of], 0)
  const free = shadow(made, { depth: 'off', notional: UNITS })
  const trades = shadowTrades(free).length

  test('without terms both results are the same', () => {
    expect(total(free, 'compared')).toBe(total(free, 'bps'))
  })

  test('a minimum counts in the result, not in the comparison', () => {
    const plan = { perMillion: 10, currency: 'USD', when: 'each' } as const
    const plain = shadow(made, { depth: 'off', notional: UNITS, commission: { ...plan, min: 0 } })
    const least = shadow(made, { depth: 'off', notional: UNITS, commission: { ...plan, min: 1 } })
    // 10 per million is 0.1 bp a leg; 1 of 5000 home units is 2 bps.
    expect(total(plain, 'bps') - total(free, 'bps')).toBeCloseTo(-0.2 * trades, 1)
    expect(total(least, 'bps') - total(free, 'bps')).toBeCloseTo(-4 * trades, 0)
    expect(total(least, 'compared')).toBeCloseTo(total(plain, 'bps'), 6)
  })

  test('an open position is marked less the commission of its entry', () => {
    const commission = { perMillion: 100, currency: 'USD' } as const
    const paid = shadow(made, { depth: 'off', notional: UNITS, commission })
    const open = Array.from(free['side']!).flatMap((side, i) => (side === 0 ? [] : [i]))
    expect(open.length).toBeGreaterThan(50)
    for (const i of open) expect(free['openBps']![i]! - paid['openBps']![i]!).toBeCloseTo(1, 2)
  })

  test('100,000 at home by default: the first level of the ladder holds it', () => {
    const [ladder, off] = [shadow(made, { depth: 'ladder' }), shadow(made, { depth: 'off' })]
    expect(ladder['tradeBps']).toEqual(off['tradeBps'])
    expect(total(shadow(made, { depth: 'ladder', notional: 3e6 }), 'bps')).toBeLessThan(total(off, 'bps'))
  })

  test('without a rate to home its size is unknown: no depth, and with a commission no trade', () => {
    const unknown = { ...made, quote: { ...made.quote, homeRate: made.quote['homeRate']!.map(() => Number.NaN) } }
    expect(shadow(unknown, { depth: thin, notional: UNITS })['tradeBps']).toEqual(free['tradeBps'])
    expect(shadowTrades(shadow(unknown, { commission: 'us-core' }))).toEqual([])
  })
})

test('its linked settings have the defaults of their origins', () => {
  const own = shadowStrategy.config.parse({})
  const {
    capital: _c,
    accountMarginRate: _a,
    financing: _f,
    conversionFee: _x,
    division: _d,
    ...fills
  } = paperBroker.config.parse({})
  expect(own).toMatchObject(fills)
  const { topK: _k, pulseEnabled: _e, pulseIntervalSec: _i, pulseMaxPerDay: _m, ...rules } = strategy.config.parse({})
  expect(own).toMatchObject(rules)
  const { notional: _n, ...linked } = shadowStrategy.config.shape
  for (const [name, leaf] of Object.entries(linked)) {
    const meta = leaf.meta() as Record<string, unknown>
    expect(meta['from']).toMatch(new RegExp(`^(strategy|orders|broker)\\.${name}$`))
    expect(meta).not.toHaveProperty('env')
  }
})
