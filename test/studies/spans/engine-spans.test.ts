/** Span invariants on what the engine really computes: a synthetic market, trials as sweeps run them, the store as sweeps fill it. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { loadRunMarket } from '../../../app/backtest/load-run-market.js'
import { runTrials } from '../../../app/trials/run-trials.js'
import { type SweepMarket, sweepMarket } from '../../../app/trials/sweep-market.js'
import type { Window } from '../../../app/trials/sweep-plan.js'
import type { Trial } from '../../../app/trials/trial.js'
import { openTrialPrograms, type ProgramOf } from '../../../app/trials/trial-programs.js'
import { systemClock as clock } from '../../../lib/clock.js'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import type { TrialLine } from '../../../model/trial-line.js'
import { type TrialTrade, trialWrites } from '../../../sinks/trials/trial-writes.js'
import { syntheticMarket } from '../../../sources/synthetic/market.js'
import { memoryStore } from '../../../store/memory/store.js'
import { paramKey, type StrategyParams } from '../../../store/param-key.js'
import { series } from '../../../studies/spans/series.js'
import { spanIntegrity } from '../../../studies/spans/span-integrity.js'
import { storedSpans } from '../../../studies/spans/stored-spans.js'

const DAYS = 62
const START_MS = Date.UTC(2025, 0, 6)
const END_MS = START_MS + DAYS * DAY_MS
const PAIRS = ['EUR_USD', 'USD_JPY']

let programOf: ProgramOf
beforeAll(async () => {
  programOf = await openTrialPrograms('sep')
})

const madeMarket = async (seed: number, pairs: readonly string[] = PAIRS): Promise<SweepMarket> => {
  const made = syntheticMarket({ seed, startMs: START_MS, pairs }).next((DAYS * DAY_MS) / MINUTE_MS)
  const stored = { series: made, dataHash: `synthetic ${seed}`, skipped: 0, reasons: [] }
  const { settings } = programOf({})
  return sweepMarket(await loadRunMarket(settings, { data: ['made'], stored, home: 'USD', cache: null }))
}
const lastDays = (days: number): Window => ({ fold: null, part: 'all', fromMs: END_MS - days * DAY_MS, toMs: END_MS })
const trialOf = (index: number, params: StrategyParams, days: number, pairs: readonly string[] = PAIRS): Trial => ({
  index,
  kind: 'shadow',
  targets: pairs.map((instrument) => ({ instrument, params: { ...params }, paramKey: paramKey(params) })),
  window: lastDays(days),
  settings: {
    'guards.cMin': params.c_min,
    'direction.look': params.look,
    'direction.thrBps': params.thr_bps,
    'strategy.entryCdSec': params.entry_cd,
    'strategy.exitCdSec': params.exit_cd,
    // A random walk passes few guards; these let it trade.
    'guards.maxEntropy': 1,
    'direction.minCoherenceDelta': -1,
  },
})
interface Result {
  readonly lines: readonly TrialLine[]
  readonly trades: readonly (TrialTrade & { readonly instrument: string })[]
}
const resultsOf = async (market: SweepMarket, trials: readonly Trial[]): Promise<ReadonlyMap<number, Result>> => {
  const results = new Map<number, Result>()
  await runTrials({
    market,
    trials,
    programOf,
    memoryMb: 256,
    signal: new AbortController().signal,
    onTrial: (index, lines, trades) => results.set(index, { lines, trades: trades() }),
    onFailed: (index, text) => expect.fail(`trial ${index}: ${text}`),
  })
  return results
}
const anyParams: fc.Arbitrary<StrategyParams> = fc.record({
  c_min: fc.constantFrom(0, 0.2, 0.35),
  look: fc.constantFrom(5, 12, 30),
  thr_bps: fc.constantFrom(0.5, 1, 2),
  entry_cd: fc.constantFrom(0, 60, 900, 7200),
  exit_cd: fc.constantFrom(0, 60, 1800),
})
const seeds = fc.nat(1000)

test('60, 30 and 14 days of one configuration and end: never fewer trades, and the same ones as in the long run', () =>
  fc.assert(
    fc.asyncProperty(seeds, anyParams, async (seed, params) => {
      const market = await madeMarket(seed)
      const results = await resultsOf(
        market,
        [60, 30, 14].map((days, k) => trialOf(k, params, days)),
      )
      const store = memoryStore({ clock })
      for (const { lines, trades } of results.values())
        for (const line of lines) {
          const own = trades.filter(({ instrument }) => instrument === line.instrument)
          await store.write(trialWrites(line, own, { ts: END_MS, family: 'sep', dataHash: market.hash }))
        }
      for (const [k, instrument] of PAIRS.entries()) {
        const { rows, run } = await series(store, { instrument, days: [14, 30, 60], params })
        const counts = rows.map(({ trades }) => trades)
        expect(counts).toEqual(counts.toSorted((a, b) => a - b))
        expect(run.summary.trades).toBe(counts[2])
        // What a run over the shorter window alone comes to.
        expect(counts).toEqual([2, 1, 0].map((trial) => results.get(trial)?.lines[k]?.trades))
      }
      const { runs, indices } = await storedSpans(store)
      expect(runs).toHaveLength(6)
      expect(spanIntegrity(runs, indices)).toMatchObject({ ok: true, violations: [] })
    }),
    { numRuns: 6 },
  ))

test('cooldowns belong to one strategy and one instrument: neither other strategies nor other instruments change a trade', () =>
  fc.assert(
    fc.asyncProperty(seeds, anyParams, anyParams, async (seed, params, others) => {
      const market = await madeMarket(seed)
      const together = await resultsOf(market, [trialOf(0, params, 60), trialOf(1, others, 60)])
      const apart = await resultsOf(market, [trialOf(0, params, 60)])
      expect(together.get(0)).toEqual(apart.get(0))
      for (const pair of PAIRS) {
        const alone = await resultsOf(await madeMarket(seed, [pair]), [trialOf(0, params, 60, [pair])])
        expect(alone.get(0)?.trades).toEqual(apart.get(0)?.trades.filter(({ instrument }) => instrument === pair))
      }
    }),
    { numRuns: 4 },
  ))

test('cooldowns hold within an instrument and not across: two pairs enter within one cooldown', async () => {
  const params: StrategyParams = { c_min: 0, look: 5, thr_bps: 0.5, entry_cd: 3600, exit_cd: 60 }
  const market = await madeMarket(1)
  const { trades } = (await resultsOf(market, [trialOf(0, params, 60)])).get(0)!
  const entries = (pair: string) => trades.filter(({ instrument }) => instrument === pair).map(({ entryMs }) => entryMs)
  const closest = (times: readonly number[]) => Math.min(...times.slice(1).map((time, k) => time - times[k]!))
  expect(trades.length).toBeGreaterThan(100)
  for (const pair of PAIRS) expect(closest(entries(pair))).toBeGreaterThanOrEqual(3600 * SECOND_MS - 120 * SECOND_MS)
  expect(closest(PAIRS.flatMap(entries).sort((a, b) => a - b))).toBeLessThan(3600 * SECOND_MS)
})
