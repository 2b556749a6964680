/** Lines and trades of trials, made up from a list of exits, consistent unless a test changes them. */
import fc from 'fast-check'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { sha256 } from '../../../graph/engine/hash/hash.js'
import type { TrialLine } from '../../../model/trial-line.js'
import type { TrialTrade } from '../../../sinks/trials/trial-writes.js'
import { paramKey, type StrategyParams } from '../../../store/param-key.js'

export const END_MS = Date.UTC(2026, 2, 31)
export const PARAMS = Object.freeze<StrategyParams>({ c_min: 0.5, look: 12, thr_bps: 2, entry_cd: 60, exit_cd: 60 })

export interface MadeRun {
  readonly line: TrialLine
  readonly trades: readonly TrialTrade[]
}
export interface RunFacts {
  readonly instrument?: string
  readonly days: number
  readonly params?: StrategyParams
  readonly part?: TrialLine['part']
  readonly toMs?: number
  /** Minutes before the end; those outside the run are left out. */
  readonly exits: readonly number[]
}

/** One trade an exit, two minutes long, 1 bp net. */
export const madeRun = (facts: RunFacts): MadeRun => {
  const { instrument = 'EUR_USD', days, params = PARAMS, part = 'all', toMs = END_MS } = facts
  const fromMs = toMs - days * DAY_MS
  const trades = [...new Set(facts.exits)]
    .map((minutes) => toMs - minutes * MINUTE_MS)
    .filter((exitMs) => exitMs > fromMs && exitMs <= toMs)
    .sort((a, b) => a - b)
    .map((exitMs) => ({
      entryMs: exitMs - 2 * MINUTE_MS,
      exitMs,
      side: 'long' as const,
      netBps: 1,
      grossBps: 2,
      spreadBps: 0.5,
      slippageBps: 0.25,
      commissionBps: 0.25,
      depthBps: 0,
      reason: 'slope',
    }))
  const n = trades.length
  const key = paramKey(params)
  const perDay = new Map<string, number>()
  for (const { exitMs } of trades) {
    const day = new Date(exitMs).toISOString().slice(0, 10)
    perDay.set(day, (perDay.get(day) ?? 0) + 1)
  }
  return {
    trades,
    line: {
      resultHash: sha256([instrument, key, fromMs, toMs, part].join(' ')),
      configHash: sha256(key),
      kind: 'shadow',
      params: { ...params },
      paramKey: key,
      instrument,
      fold: null,
      part,
      from: minute(fromMs),
      to: minute(toMs),
      trades: n,
      winRate: n === 0 ? null : 1,
      pnlBps: n,
      meanBps: n === 0 ? null : 1,
      sdBps: n < 2 ? null : 0,
      maxDrawdownBps: 0,
      calmar: n === 0 ? null : 10,
      sharpeDaily: null,
      grossBps: 2 * n,
      costs: { spreadBps: n / 2, slippageBps: n / 4, commissionBps: n / 4, depthBps: 0 },
      pnlQuote: null,
      days: [...perDay].map(([day, count]) => [day, count, count]),
    },
  }
}

const minute = (tsMs: number): string => `${new Date(tsMs).toISOString().slice(0, 16)}Z`

const INSTRUMENTS = ['EUR_USD', 'USD_JPY', 'GBP_USD']
const figure = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)
const maybe = fc.option(figure)

/** Any line, not consistent. */
export const anyLine: fc.Arbitrary<TrialLine> = fc
  .record({
    instrument: fc.constantFrom(...INSTRUMENTS),
    days: fc.integer({ min: 1, max: 90 }),
    kind: fc.constantFrom('shadow', 'portfolio'),
    part: fc.constantFrom('all', 'train', 'test', 'holdout'),
    fold: fc.option(fc.nat(9)),
    paramKey: fc.option(fc.constant(paramKey(PARAMS))),
    extra: fc.dictionary(fc.stringMatching(/^[a-z.]{1,8}$/), fc.oneof(figure, fc.string(), fc.boolean())),
    figures: fc.array(figure, { minLength: 8, maxLength: 8 }),
    nulls: fc.array(maybe, { minLength: 6, maxLength: 6 }),
  })
  .map(({ instrument, days, kind, part, fold, paramKey: key, extra, figures, nulls }) => ({
    ...madeRun({ instrument, days, part, exits: [1, 5000] }).line,
    kind,
    fold,
    paramKey: key,
    params: { ...PARAMS, ...extra },
    winRate: nulls[0]!,
    pnlBps: figures[0]!,
    meanBps: nulls[1]!,
    sdBps: nulls[2]!,
    maxDrawdownBps: figures[1]!,
    calmar: nulls[3]!,
    sharpeDaily: nulls[4]!,
    grossBps: figures[2]!,
    costs: { spreadBps: figures[3]!, slippageBps: figures[4]!, commissionBps: figures[5]!, depthBps: figures[6]! },
    pnlQuote: nulls[5]!,
  }))
