/** What a shadow trade paid, cause by cause: never negative, exact in its sum, and what the account pays for the same trade. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { runOperator } from '../../graph/engine/testing/run-operator.js'
import { REASONS } from '../../model/codes.js'
import { shadowStrategy } from '../../operators/shadow-strategy.js'
import { type LoopOptions, type Market, restlessMarket, runLoop } from '../support/strategy-loop.js'
import { worldOf } from '../support/wall-clock.js'

type Config = z.input<typeof shadowStrategy.config>
const SLICES = 400
const world = worldOf(['EUR_USD'])
const FREE = { depth: 'off', commission: 'none' } as const
/** Costs the same whatever the size, so that account and shadow need not agree in units. */
const FLAT = [{ units: 1e12, ticks: 3 }]
const PER_MILLION = { perMillion: 40, currency: 'USD', when: 'each', min: 0 } as const

interface Trade {
  readonly exitMs: number
  readonly entryMs: number
  readonly side: number
  readonly reason: string
  readonly net: number
  readonly gross: number
  readonly costs: readonly number[]
}
const shadowTrades = (made: Market, config: Config): Trade[] => {
  const columns = runOperator(shadowStrategy, config, world, { tsMs: made.tsMs, columns: made as never }).columns
  return Array.from(columns['closed']!).flatMap((closed, s) => {
    const at = (name: string) => Number(columns[name]![s])
    if (!closed) return []
    return [
      {
        exitMs: made.tsMs[s]!,
        entryMs: at('closedEntryTsMs'),
        side: at('closedSide'),
        reason: REASONS[at('exitReason')]!,
        net: at('tradeBps'),
        gross: at('grossBps'),
        costs: [at('spreadBps'), at('slippageBps'), at('commissionBps'), at('depthBps')],
      },
    ]
  })
}

/** The account's trades, in bps of the notional at their entry price; one unit of home is one of the quote currency. */
const realTrades = (made: Market, options: LoopOptions): Trade[] => {
  const { account } = runLoop(world, made, { ...options, units: 100_000 })
  const trades: Trade[] = []
  let first = -1
  for (let s = 0; s < SLICES; s++) {
    for (let e = account.at[s]; e < account.at[s + 1]; e++) {
      if (account.fillOpens[e] === 1) {
        first = e
        continue
      }
      const size = Math.abs(account.fillUnits[e])
      const bps = (money: number) => (money / (size * account.fillEntryPrice[e])) * 1e4
      const costs = [
        bps(account.fillSpreadCost[e]),
        bps(account.fillSlippageCost[e]),
        bps(account.fillCommission[first] + account.fillCommission[e]),
        bps(account.fillDepthCost[first] + account.fillDepthCost[e]),
      ]
      const gross = bps(account.fillGross[e] + account.fillGross[first])
      trades.push({
        exitMs: made.tsMs[s]!,
        entryMs: account.fillEntryTsMs[e],
        side: -Math.sign(account.fillUnits[e]),
        reason: REASONS[account.fillReason[e]]!,
        net: gross - costs.reduce((sum, cost) => sum + cost, 0),
        gross,
        costs,
      })
    }
  }
  return trades
}

describe('a trade of the shadow and the same trade of the account', () => {
  test.each<[string, Config]>([
    ['spread and slippage', FREE],
    ['without slippage, at the open', { ...FREE, slippageBps: 0, fillDelayMs: 0 }],
    ['much slippage and a late fill', { ...FREE, slippageBps: 1.7, fillDelayMs: 41_000 }],
    ['depth', { ...FREE, depth: FLAT }],
    ['commission', { ...FREE, commission: PER_MILLION }],
    ['all of them', { depth: FLAT, commission: PER_MILLION, slippageBps: 0.7, exitPnlTpPct: 0.02, exitPnlSlPct: 0.03 }],
  ])('pay the same: %s', (_, config) => {
    // Money has four decimals; the shadow's commission is of the mid at the end of the minute, the account's of that at the fill.
    const near = config.commission === 'none' ? 1e-4 : 1e-3
    const reasons = new Set<string>()
    let trades = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const made = restlessMarket(seed, SLICES, 1)
        const { exitPnlTpPct, exitPnlSlPct, ...broker } = config
        const rules = exitPnlTpPct === undefined ? {} : { exitPnlTpPct, exitPnlSlPct }
        const own = shadowTrades(made, config)
        const real = realTrades(made, { broker, strategy: rules } as LoopOptions)
        expect(own.map(({ exitMs, entryMs, side, reason }) => [exitMs, entryMs, side, reason])).toEqual(
          real.map(({ exitMs, entryMs, side, reason }) => [exitMs, entryMs, side, reason]),
        )
        for (const [n, { net, gross, costs }] of own.entries()) {
          expect(Math.abs(net - real[n]!.net)).toBeLessThan(near)
          expect(Math.abs(gross - real[n]!.gross)).toBeLessThan(near)
          for (const [c, cost] of costs.entries()) expect(Math.abs(cost - real[n]!.costs[c]!)).toBeLessThan(near)
          reasons.add(own[n]!.reason)
        }
        trades += own.length
      }),
      { numRuns: 12 },
    )
    expect(trades).toBeGreaterThan(60)
    for (const reason of ['session', 'stop', 'take']) expect(reasons).toContain(reason)
  })
})

describe('properties', () => {
  const terms = fc.record({
    slippageBps: fc.constantFrom(0, 0.2, 3),
    fillDelayMs: fc.constantFrom(0, 2000, 59_999),
    depth: fc.constantFrom('off' as const, 'ladder' as const, FLAT),
    commission: fc.constantFrom('none' as const, PER_MILLION, { ...PER_MILLION, when: 'open' as const, min: 3 }),
  })

  test('costs are never negative, and net + spread + slippage + commission + depth is gross to the last bit', () => {
    let trades = 0
    fc.assert(
      fc.property(fc.integer(), terms, (seed, config) => {
        for (const { net, gross, costs } of shadowTrades(restlessMarket(seed, SLICES, 1), config)) {
          for (const cost of costs) expect(cost).toBeGreaterThanOrEqual(0)
          expect(costs.reduce((sum, cost) => sum + cost, net)).toBe(gross)
          if (config.depth === 'off') expect(costs[3]).toBe(0)
          if (config.commission === 'none') expect(costs[2]).toBe(0)
          trades++
        }
      }),
      { numRuns: 40 },
    )
    expect(trades).toBeGreaterThan(200)
  })

  test('gross does not depend on commission: the same trades, only net pays it', () => {
    const made = restlessMarket(7, SLICES, 1)
    const plain = shadowTrades(made, FREE)
    const charged = shadowTrades(made, { ...FREE, commission: PER_MILLION })
    expect(charged.length).toBe(plain.length)
    for (const [n, trade] of charged.entries()) {
      expect(trade.gross).toBeCloseTo(plain[n]!.gross, 9)
      expect(plain[n]!.net - trade.net).toBeCloseTo(0.8, 2)
    }
  })

  test('without a closed trade all is empty', () => {
    const made = restlessMarket(3, SLICES, 1)
    const { columns } = runOperator(shadowStrategy, {}, world, { tsMs: made.tsMs, columns: made as never })
    for (let s = 0; s < SLICES; s++) {
      if (columns['closed']![s] === 1) continue
      expect(Number(columns['closedSide']![s])).toBe(0)
      for (const name of [
        'closedEntryTsMs',
        'tradeBps',
        'grossBps',
        'spreadBps',
        'slippageBps',
        'commissionBps',
        'depthBps',
      ])
        expect(columns[name]![s]).toBeNaN()
    }
  })
})
