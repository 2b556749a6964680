/** Which of several runs stands for a span. */
import type { TrialDocument } from '../../sinks/trials/trial-run.js'

/**
 * The run with most trades; of equal ones the newest, then the first by id. Null where none has `minTrades`. A locked hold-out stands for
 * nothing: it is shown by the report that opened it.
 */
export const selectRun = (runs: readonly TrialDocument[], minTrades: number): TrialDocument | null =>
  runs
    .filter(({ summary, part }) => summary.trades >= minTrades && part !== 'holdout')
    .toSorted((a, b) => b.summary.trades - a.summary.trades || b.ts - a.ts || (a.run_id < b.run_id ? -1 : 1))[0] ?? null
