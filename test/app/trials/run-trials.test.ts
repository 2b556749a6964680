/** The law: a trial equals `sep backtest` with the same settings, byte for byte, alone or merged with others. */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SweepMarket } from '../../../app/trials/sweep-market.js'
import { trialLine } from '../../../model/trial-line.js'
import { summariseTrades } from '../../../studies/trial-summary.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { MARKET_START_MS } from '../../support/random-market.js'
import { ROOT } from '../../support/paths.js'
import { backtestOf, resultsOf } from './law.js'
import { EAGER_SETTINGS, madeMarket, RSI, trialOf, type TrialSettings } from './made-trials.js'

const MINUTES = 1500
const at = (minute: number): number => MARKET_START_MS + minute * MINUTE_MS
const windowOf = (from: number, to: number) => ({ fold: 0, part: 'test' as const, fromMs: at(from), toMs: at(to) })
const WHOLE = windowOf(0, MINUTES)
const LATE = windowOf(700, 1300)

/** Axes of every kind: a guard, the direction, cooldowns, the windows of the gates, costs. */
const SETS: readonly TrialSettings[] = [
  {},
  { 'guards.cMin': 0.5 },
  { 'direction.look': 20, 'direction.thrBps': 1 },
  { 'strategy.entryCdSec': 600, 'strategy.exitCdSec': 300 },
  { 'broker.slippageBps': 2, 'broker.fillDelayMs': 0, 'broker.depth': 'off' },
  { 'broker.commission': { perMillion: 30, currency: 'USD' } },
].map((set) => ({ ...EAGER_SETTINGS, ...set }))

let market: SweepMarket
beforeAll(async () => {
  market = await madeMarket(MINUTES)
})

describe('shadow trials', () => {
  test('every trade and every number of 12 merged trials is that of shadow.csv', async () => {
    const trials = SETS.flatMap((set) => [WHOLE, LATE].map((window) => ({ set, window }))).map(
      ({ set, window }, index) => trialOf(market, set, { index, window }),
    )
    const { lines, trades, failed } = await resultsOf('sep', market, trials)
    expect([...failed]).toEqual([])
    for (const trial of trials) {
      const { shadowCsv } = await backtestOf('sep', market, trial)
      expect(shadowCsv.length).toBeGreaterThan(5)
      const own = trades.get(trial.index)?.map(({ entryMs, exitMs, ...trade }) => ({
        ...{ ...trade, entryTsMs: entryMs, exitTsMs: exitMs },
      }))
      // As text, where -0 is 0.
      expect(JSON.parse(JSON.stringify(own))).toEqual(shadowCsv.map(({ entryTime: _, exitTime: __, ...row }) => row))
      for (const line of lines.get(trial.index) ?? []) {
        const own = shadowCsv
          .filter(({ instrument }) => instrument === line.instrument)
          .map(({ exitTsMs, ...row }) => ({ ...row, exitMs: exitTsMs }) as never)
        expect(line).toMatchObject(summariseTrades(own, trial.window))
        expect(Object.keys(trialLine.parse(line))).toEqual(Object.keys(line))
      }
    }
  })

  test('a trade whose exit slice begins the window is not in it, one that ends it is', async () => {
    const [set = {}] = SETS
    const whole = await resultsOf('sep', market, [trialOf(market, set, { window: WHOLE })])
    const exits = [...new Set(whole.trades.get(0)?.map(({ exitMs }) => exitMs))]
    const [fromMs = 0, toMs = 0] = [exits[3], exits[9]]
    const window = { ...WHOLE, fromMs, toMs }
    const { lines, trades } = await resultsOf('sep', market, [trialOf(market, set, { window })])
    expect(lines.get(0)?.reduce((sum, { trades: own }) => sum + own, 0)).toBe(trades.get(0)?.length)
    expect(new Set(trades.get(0)?.map(({ exitMs }) => exitMs))).toEqual(new Set(exits.slice(4, 10)))
  })

  test('only the lines that are wanted exist, each with its parameters', async () => {
    const targets = [{ instrument: 'GBP_USD', params: { look: 12 }, paramKey: 'c0:l12:t0.5:ec60:xc60' }]
    const { lines, trades } = await resultsOf('sep', market, [
      trialOf(market, SETS[0] ?? {}, { targets, window: WHOLE }),
    ])
    expect(lines.get(0)?.map(({ instrument, params, paramKey }) => ({ instrument, params, paramKey }))).toEqual(targets)
    expect(new Set(trades.get(0)?.map(({ instrument }) => instrument))).toEqual(new Set(['GBP_USD']))
  })
})

/** Columns that trades.csv and a trial's trade share. */
const shared = ({ instrument, netBps, exitReason }: { instrument: string; netBps: number; exitReason: string }) => ({
  instrument,
  netBps,
  reason: exitReason,
})

describe.each<[string, string, readonly TrialSettings[], readonly (typeof WHOLE)[]]>([
  ['sep', 'sep', SETS, [WHOLE, LATE]],
  ['the small graph', 'sma-flip', [{ 'flip.fast': 5, 'flip.slow': 20 }, {}], [WHOLE, windowOf(0, 900)]],
  ['a graph of a file', RSI, [{ period: 5 }, { period: 14, units: 2000 }], [WHOLE, windowOf(0, 900)]],
])('portfolio trials of %s', (_name, graph, sets, windows) => {
  test('every trade and every number is that of trades.csv', async () => {
    const trials = sets
      .flatMap((set) => windows.map((window) => ({ set, window })))
      .map(({ set, window }, index) => trialOf(market, set, { index, window, kind: 'portfolio' }))
    const { lines, trades, failed } = await resultsOf(graph, market, trials)
    expect([...failed]).toEqual([])
    for (const trial of trials) {
      const { tradesCsv, closed, open } = await backtestOf(graph, market, trial)
      const own = trades.get(trial.index) ?? []
      expect(closed.length).toBeGreaterThan(4)
      expect(own.map(({ instrument, netBps, reason }) => ({ instrument, netBps, reason }))).toEqual(
        [...closed, ...open].map(shared),
      )
      expect(own.map(({ entryMs, reason }) => [entryMs, reason])).toEqual(
        tradesCsv.map(({ entryTsMs, exitReason }) => [entryTsMs, exitReason]),
      )
      for (const [i, { grossBps, spreadBps, slippageBps, commissionBps, depthBps, exitMs }] of own.entries()) {
        const row = [...closed, ...open][i] as (typeof closed)[number]
        const bps = (amount: number) => (amount / row.notional) * 1e4
        expect([grossBps, spreadBps, slippageBps, commissionBps, depthBps]).toEqual(
          [row.gross, row.spreadCost, row.slippageCost, row.commission, row.depthCost].map(bps),
        )
        expect(exitMs - row.exitTsMs).toBeGreaterThanOrEqual(0)
        expect(exitMs - row.exitTsMs).toBeLessThanOrEqual(MINUTE_MS)
      }
      for (const line of lines.get(trial.index) ?? []) {
        const mine = own.filter(({ instrument }) => instrument === line.instrument)
        expect(line).toMatchObject(summariseTrades(mine, trial.window))
        expect(line.pnlQuote).toBe(
          graph === 'sep' ? null : mine.reduce((sum, { pnlQuote }) => sum + (pnlQuote ?? 0), 0),
        )
        expect(Object.keys(trialLine.parse(line))).toEqual(Object.keys(line))
      }
    }
  })
})

test('groups of any size, and trades beyond the bound of memory, give the same lines', async () => {
  const trials = SETS.map((set, index) => trialOf(market, set, { index, window: WHOLE }))
  const [large, small] = [await resultsOf('sep', market, trials), await resultsOf('sep', market, trials, 0.05)]
  expect(small.failed.size).toBe(0)
  expect(small.lines).toEqual(new Map([...large.lines]))
})

test('settings that cannot be, and a graph that fails on its way, are reported; the others go on', async () => {
  const trials = [
    trialOf(market, { period: 5 }, { index: 0, window: WHOLE }),
    trialOf(market, { period: 1 }, { index: 1 }),
    trialOf(market, { period: 5, unknown: 1 }, { index: 2 }),
    trialOf(market, { period: 9 }, { index: 3, window: WHOLE }),
  ]
  const { lines, failed } = await resultsOf(RSI, market, trials)
  expect([...lines.keys()]).toEqual([0, 3])
  expect(failed.get(1)).toMatch(/^trial: period = 1: /)
  expect(failed.get(2)).toMatch(/^trial: unknown setting 'unknown'/)

  // The first of each half is sound.
  const breaking = [0, 3, 1500, 9000, 700].map((breakAt, index) =>
    trialOf(market, { breakAt }, { index, window: WHOLE }),
  )
  const broken = await resultsOf(join(ROOT, 'test/support/graphs/own-breaking.mjs'), market, breaking)
  expect([...broken.lines.keys()].sort((a, b) => a - b)).toEqual([0, 3])
  expect([...broken.failed.keys()].sort((a, b) => a - b)).toEqual([1, 2, 4])
  expect(broken.failed.get(1)).toContain('broke at slice 3')
})
