/** The report of a sweep: reads its folder, gives the verdict, and enters the look in the ledger. */
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { SearchVerdict } from '../../studies/report/sweep/search-verdict.js'
import { type SweepResults, sweepResults } from '../../studies/report/sweep/sweep-report.js'
import { appendLedger, readTrialLedger } from '../trials/ledger.js'
import { judgeSweep } from './judge-sweep.js'
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

/** The first report of a sweep adds an opening to the ledger, later ones find it there. */
export const reportSweep = ({ folder, ledger, axes, clock }: SweepReportInputs): ReportedSweep => {
  const { facts, tally } = readSweep(folder)
  checkAxes(axes, facts.name, [...tally.configurations.values()][0]?.params ?? {})
  const results = sweepResults(facts, tally, axes)
  const { verdict, opening } = judgeSweep(results, readTrialLedger(ledger), clock.nowMs())
  if (opening) appendLedger(ledger, [opening])
  return { results, verdict }
}

const checkAxes = (axes: readonly string[] | undefined, name: string, params: object): void => {
  for (const axis of axes ?? [])
    if (!Object.hasOwn(params, axis))
      throw new SepError(
        'bad-argument',
        `--heat ${axis}: sweep ${name} has ${Object.keys(params).join(', ') || 'no'} parameters`,
      )
}
