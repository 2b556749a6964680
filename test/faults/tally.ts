/** Totals of many runs; partial tallies can be added up. */
import { CRASH_LABELS, type CrashLabel } from '../../lib/crash-points.js'
import type { PlannedRun } from './seed-plan.js'
import type { RunResult } from './simulate.js'

export interface Tally {
  runs: number
  failed: number
  /** Processes that died at a label. */
  crashes: number
  /** Runs in which three or more processes died at labels. */
  threeDeep: number
  takeOvers: number
  posts: number
  fills: number
  /** Longest wait for the first fill after the faults, virtual ms. */
  slowestTradingAgainMs: number
  /** How often each label was passed. */
  readonly labels: Partial<Record<CrashLabel, number>>
  /** The first failures, with the flags that reproduce them. */
  readonly failures: { readonly flags: string; readonly violations: readonly string[] }[]
}

/** Failures kept; all are counted. */
const KEPT = 20

export const emptyTally = (): Tally => ({
  runs: 0,
  failed: 0,
  crashes: 0,
  threeDeep: 0,
  takeOvers: 0,
  posts: 0,
  fills: 0,
  slowestTradingAgainMs: 0,
  labels: {},
  failures: [],
})

export const tallyRun = (tally: Tally, { flags }: PlannedRun, result: RunResult): void => {
  const { violations, crashed, takeOvers, posts, fills, tradingAgainMs } = result
  addTally(tally, {
    runs: 1,
    failed: violations.length > 0 ? 1 : 0,
    crashes: crashed,
    threeDeep: crashed >= 3 ? 1 : 0,
    takeOvers,
    posts,
    fills,
    slowestTradingAgainMs: Number.isFinite(tradingAgainMs) ? tradingAgainMs : 0,
    labels: Object.fromEntries(result.labels),
    failures: violations.length > 0 ? [{ flags, violations: violations.slice(0, 4) }] : [],
  })
}

export const addTally = (sum: Tally, part: Tally): void => {
  for (const name of ['runs', 'failed', 'crashes', 'threeDeep', 'takeOvers', 'posts', 'fills'] as const)
    sum[name] += part[name]
  sum.slowestTradingAgainMs = Math.max(sum.slowestTradingAgainMs, part.slowestTradingAgainMs)
  for (const label of CRASH_LABELS) {
    const hits = part.labels[label]
    if (hits !== undefined) sum.labels[label] = (sum.labels[label] ?? 0) + hits
  }
  sum.failures.push(...part.failures.slice(0, KEPT - sum.failures.length))
}
