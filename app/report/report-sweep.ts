/** The report of a sweep: reads its folder, gives the verdict, and enters the look in the ledger. */
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { SearchVerdict } from '../../studies/report/sweep/search-verdict.js'
import { type SweepResults, sweepResults } from '../../studies/report/sweep/sweep-report.js'
import { verdictOf } from '../../studies/verdict/verdict.js'
import { appendLedger, type Ledger, lookNumber, readTrialLedger } from '../trials/ledger.js'
import { overlaps, type Stretch } from '../trials/ledger/overlap.js'
import { readSweep } from './read-sweep.js'

export interface SweepReportInputs {
  readonly folder: string
  readonly ledger: string
  /** Two parameters of the heat map. */
  readonly axes?: readonly [string, string] | undefined
  /** Of the entry in the ledger. */
  readonly clock: Pick<Clock, 'nowMs'>
}
export interface ReportedSweep {
  readonly results: SweepResults
  readonly verdict: SearchVerdict
}

/** Looking is part of the search: the first report of a sweep adds an opening to the ledger, later ones find it there. */
export const reportSweep = ({ folder, ledger: file, axes, clock }: SweepReportInputs): ReportedSweep => {
  const { facts, tally } = readSweep(folder)
  checkAxes(axes, facts.name, [...tally.configurations.values()][0]?.params ?? {})
  const results = sweepResults(facts, tally, axes)
  const ledger = readTrialLedger(file)
  const { family, instruments, window } = facts
  const stretch: Stretch = { family, instruments, from: window.from, to: window.to }
  const verdict = verdictOf({
    configurations: results.ranking.map((own) => ({
      configHash: own.configHash,
      params: own.params,
      trades: own.trades,
      meanTrade: own.meanBps,
      sdTrade: own.sdBps,
      objective: own.objective,
      daily: own.pool.daily,
    })),
    days: results.days,
    n: triedConfigurations(ledger, stretch, results),
    minTrades: facts.minTrades,
  })
  const look = lookNumber(ledger, stretch, facts.sweep)
  if (!ledger.openings.some((opening) => opening.sweep === facts.sweep && overlaps(opening, stretch))) {
    const time = new Date(clock.nowMs()).toISOString()
    appendLedger(file, [{ t: 'opening', time, sweep: facts.sweep, ...stretch, instruments: [...instruments] }])
  }
  return { results, verdict: { ...verdict, look } }
}

/** Of the ledger, and those of this sweep that it lacks: a lost ledger does not make a search small. */
const triedConfigurations = ({ trials }: Ledger, stretch: Stretch, { ranking }: SweepResults): number => {
  const found = new Set(ranking.map(({ configHash }) => configHash))
  for (const trial of trials.values()) if (overlaps(trial, stretch)) found.add(trial.configHash)
  return found.size
}

const checkAxes = (axes: readonly string[] | undefined, name: string, params: object): void => {
  for (const axis of axes ?? [])
    if (!Object.hasOwn(params, axis))
      throw new SepError(
        'bad-argument',
        `--heat ${axis}: sweep ${name} has ${Object.keys(params).join(', ') || 'no'} parameters`,
      )
}
