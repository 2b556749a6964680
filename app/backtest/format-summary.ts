/** The summary of a run as run.json and `--json` show it. */
import { type Decimals, roundFields, roundTo } from '../../lib/round.js'
import type { RunResult } from '../../studies/report/run-result.js'
import type { RunSummary } from './run-summary.js'

const RESULT: Decimals<RunResult> = { gross: 4, net: 4, nav: 4, drawdownPct: 6 }

const roundResult = <R extends RunResult>(result: R): R => ({
  ...roundFields(result, RESULT as Decimals<R>),
  costs: Object.fromEntries(
    Object.entries(result.costs).map(([cause, paid]) => [cause, roundTo(paid, 4)]),
  ) as typeof result.costs,
})

/** Money, bps and minutes with four decimals, shares and percentages with six. */
export const formatSummary = (summary: RunSummary): RunSummary => ({
  ...roundResult(summary),
  practice: summary.practice && roundResult(summary.practice),
  figures: roundFields(summary.figures, {
    positionsPerDay: 4,
    winRate: 6,
    grossBpsPerPosition: 4,
    netBpsPerPosition: 4,
    holdMinutes: 4,
    turnover: 4,
    costs: 4,
    costBps: 4,
  }),
  exposure: roundFields(summary.exposure, { inMarket: 6, meanNav: 6, maxNav: 6 }),
  shadowMinusReal:
    summary.shadowMinusReal &&
    Object.fromEntries(
      Object.entries(summary.shadowMinusReal).map(([name, row]) => [
        name,
        roundFields(row, { shadowMinusRealBps: 4, shadowMinusRealSd: 4 }),
      ]),
    ),
})
