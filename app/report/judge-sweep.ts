/** The verdict on a sweep's results, after all that the ledger knows was tried on the same market. */
import type { SearchVerdict } from '../../studies/report/sweep/search-verdict.js'
import type { SweepResults } from '../../studies/report/sweep/sweep-report.js'
import { verdictOf } from '../../studies/verdict/verdict.js'
import { type Ledger, lookNumber } from '../trials/ledger.js'
import type { OpeningEntry } from '../trials/ledger/ledger-line.js'
import { overlaps, type Stretch } from '../trials/ledger/overlap.js'

export interface JudgedSweep {
  readonly verdict: SearchVerdict
  /** What to add to the ledger: looking is part of the search. Null where this sweep has been looked at before. */
  readonly opening: OpeningEntry | null
}

/** `nowMs`: when it is looked at. `holdOutMean`: of the candidate on the opened hold-out. */
export const judgeSweep = (results: SweepResults, ledger: Ledger, nowMs: number, holdOutMean?: number): JudgedSweep => {
  const { facts, days, ranking } = results
  const { family, instruments, window, sweep, minTrades } = facts
  const stretch: Stretch = { family, instruments, from: window.from, to: window.to }
  const verdict = verdictOf({
    configurations: ranking.map((own) => ({
      configHash: own.configHash,
      params: own.params,
      trades: own.trades,
      meanTrade: own.meanBps,
      sdTrade: own.sdBps,
      objective: own.objective,
      daily: own.pool.daily,
    })),
    days,
    n: triedConfigurations(ledger, stretch, results),
    minTrades,
    holdOutMean,
  })
  const seen = ledger.openings.some((opening) => opening.sweep === sweep && overlaps(opening, stretch))
  const time = new Date(nowMs).toISOString()
  return {
    verdict: { ...verdict, look: lookNumber(ledger, stretch, sweep) },
    opening: seen ? null : { t: 'opening', time, sweep, ...stretch, instruments: [...instruments] },
  }
}

/** Of the ledger, and those of this sweep that it lacks: a lost ledger does not make a search small. */
const triedConfigurations = ({ trials }: Ledger, stretch: Stretch, { ranking }: SweepResults): number => {
  const found = new Set(ranking.map(({ configHash }) => configHash))
  for (const trial of trials.values()) if (overlaps(trial, stretch)) found.add(trial.configHash)
  return found.size
}
