/** The summary of a run as run.json and `--json` show it. */
import { roundFields } from '../../lib/round.js'
import type { RunSummary } from './run-summary.js'

/** Money, bps and minutes with four decimals, shares and percentages with six. */
export const formatSummary = (summary: RunSummary): RunSummary => ({
  ...roundFields(summary, { net: 4, nav: 4, drawdownPct: 6 }),
  figures: roundFields(summary.figures, {
    positionsPerDay: 4,
    winRate: 6,
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
