/** The report of a sweep: reads its folder, gives the verdict, and enters the look in the ledger. */
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { SearchVerdict } from '../../studies/report/sweep/search-verdict.js'
import type { SweepFacts } from '../../studies/report/sweep/sweep-facts.js'
import { type HoldOutResult, type SweepResults, sweepResults } from '../../studies/report/sweep/sweep-report.js'
import { appendLedger, type Ledger, readTrialLedger } from '../trials/ledger.js'
import { overlaps } from '../trials/ledger/overlap.js'
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
  /** Of the family, whichever sweep opened it; null while it is locked. */
  readonly holdOut: HoldOutResult | null
}

/** The first report of a sweep adds an opening to the ledger, later ones find it there. */
export const reportSweep = ({ folder, ledger, axes, clock }: SweepReportInputs): ReportedSweep => {
  const { facts, tally } = readSweep(folder)
  checkAxes(axes, facts.name, [...tally.configurations.values()][0]?.params ?? {})
  const results = sweepResults(facts, tally, axes)
  const tried = readTrialLedger(ledger)
  const judged = judgeSweep(results, tried, clock.nowMs())
  if (judged.opening) appendLedger(ledger, [judged.opening])
  const opened = openedHoldout(tried, facts)
  // The mean of another configuration is shown; it proves nothing about this one.
  const own = opened?.configHash === judged.verdict.candidate?.configHash ? (opened?.meanBps ?? null) : null
  const { verdict } = own === null ? judged : judgeSweep(results, tried, clock.nowMs(), own)
  const holdOut = opened && { opened: opened.time, ...opened }
  return { results, verdict, holdOut }
}

const openedHoldout = ({ holdouts }: Ledger, { family, instruments, holdout }: SweepFacts) =>
  holdout === null ? null : (holdouts.find((entry) => overlaps(entry, { family, instruments, ...holdout })) ?? null)

const checkAxes = (axes: readonly string[] | undefined, name: string, params: object): void => {
  for (const axis of axes ?? [])
    if (!Object.hasOwn(params, axis))
      throw new SepError(
        'bad-argument',
        `--heat ${axis}: sweep ${name} has ${Object.keys(params).join(', ') || 'no'} parameters`,
      )
}
