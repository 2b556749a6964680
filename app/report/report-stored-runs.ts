/**
 * The report of the runs in a store: ranks those of one span, data and family, and writes the winners
 * (`opt:best_config:*`, `opt:backtests:report:latest`).
 */
import { canonicalJson, sha256 } from '../../graph/engine/hash/hash.js'
import type { Clock } from '../../lib/clock.js'
import { isoTime } from '../../lib/iso-time.js'
import { SepError } from '../../model/error-codes.js'
import { dateOfDay, openTradingDays } from '../../operators/calendar/open-days.js'
import { trialLineOf, type TrialDocument } from '../../sinks/trials/trial-run.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import type { Store } from '../../store/store.js'
import type { Objective } from '../../studies/report/sweep/configuration.js'
import { markdownDocument } from '../../studies/report/document/markdown-document.js'
import type { SweepFacts } from '../../studies/report/sweep/sweep-facts.js'
import { sweepReport, sweepResults } from '../../studies/report/sweep/sweep-report.js'
import { tallySweep } from '../../studies/report/sweep/tally-sweep.js'
import { indexedIds, storedRuns } from '../../studies/spans/stored-runs.js'
import type { Ledger } from '../trials/ledger.js'
import { readStoredLedger, storeLedger } from '../trials/ledger/stored-ledger.js'
import { judgeSweep } from './judge-sweep.js'
import type { ReportedSweep } from './report-sweep.js'
import { winnerWrites } from './winner-writes.js'

export interface StoredReportInputs {
  readonly store: Store
  /** Length of the runs. */
  readonly days: number
  /** Runs with fewer trades win nothing, and configurations with fewer are no candidate. */
  readonly minTrades: number
  readonly objective: Objective
  readonly axes?: readonly [string, string] | undefined
  readonly clock: Pick<Clock, 'nowMs'>
  readonly versions: { readonly [part: string]: string }
  readonly command: string
}
export interface ReportedRuns extends ReportedSweep {
  /** Runs that were ranked, and runs of the span on other windows, data or graphs, which cannot be compared with them. */
  readonly runs: number
  readonly others: number
}

/** No run of that length is `missing-data`. */
export const reportStoredRuns = async (inputs: StoredReportInputs): Promise<ReportedRuns> => {
  const { store, days, minTrades, axes, clock } = inputs
  const all = (await runsOfSpan(store, days)).filter(({ part, fold }) => part === 'all' && fold === null)
  const runs = comparable(all)
  if (runs.length === 0)
    throw new SepError('missing-data', `the store has no run of ${days} days; \`sep trials\` with persist stores them`)
  const facts = factsOf(runs, inputs)
  const tally = tallySweep(facts.days)
  for (const run of runs) tally.take(trialLineOf(run))
  const results = sweepResults(facts, tally, axes)
  const nowMs = clock.nowMs()
  const { verdict, opening } = judgeSweep(results, await storedLedger(store, facts.family), nowMs)
  if (opening) await storeLedger(store, [opening])
  const markdown = markdownDocument(sweepReport(results, verdict, null))
  await store.write(winnerWrites(runs, results.ranking, { ...inputs, minTrades, markdown, nowMs }))
  return { results, verdict, holdOut: null, runs: runs.length, others: all.length - runs.length }
}

const runsOfSpan = async (store: Store, days: number): Promise<readonly TrialDocument[]> => {
  const prefix = keyName(KEYS.trialIndex, {})
  const hours = `${days * 24}`
  const indices = (await store.keys(`${prefix}:*`)).filter((key) => {
    const [, span, ...params] = key.slice(prefix.length + 1).split(':')
    return span === hours && params.length === 0
  })
  const ids = await Promise.all(indices.sort().map((index) => indexedIds(store, index)))
  return storedRuns(store, [...new Set(ids.flat())].sort())
}

/** Runs on the same window, data and graph as the newest one. */
const comparable = (runs: readonly TrialDocument[]): readonly TrialDocument[] => {
  const marketOf = ({ family, data_hash: data, from, to, kind }: TrialDocument) =>
    canonicalJson([family, data, from, to, kind])
  const newest = runs.reduce<TrialDocument | null>(
    (best, run) => (best === null || run.ts > best.ts || (run.ts === best.ts && run.run_id < best.run_id) ? run : best),
    null,
  )
  return newest === null ? [] : runs.filter((run) => marketOf(run) === marketOf(newest))
}

const factsOf = (
  runs: readonly TrialDocument[],
  { days, minTrades, objective, versions, command }: StoredReportInputs,
): SweepFacts => {
  const { family, data_hash: market, from, to, kind } = runs[0] as TrialDocument
  const minute = (tsMs: number) => `${isoTime(tsMs).slice(0, 16)}Z`
  const configurations = new Set(runs.map(({ config_hash: hash }) => hash))
  return {
    name: `of stored runs, ${days} days`,
    sweep: sha256(canonicalJson(runs.map(({ run_id: id }) => id))),
    graph: family.split('@')[0] ?? family,
    family,
    kind,
    objective,
    minTrades,
    dataHash: market,
    market,
    home: '',
    instruments: [...new Set(runs.map(({ instrument }) => instrument))].sort(),
    window: { from: minute(from), to: minute(to) },
    days: openTradingDays(from, to).map(dateOfDay),
    holdout: null,
    costs: {},
    trials: configurations.size,
    versions,
    command,
  }
}

const storedLedger = async (store: Store, family: string): Promise<Ledger> => {
  const lines = await readStoredLedger(store, family)
  return {
    trials: new Map(lines.flatMap((line) => (line.t === 'trial' ? [[line.resultHash, line] as const] : []))),
    openings: lines.flatMap((line) => (line.t === 'opening' ? [line] : [])),
    holdouts: lines.flatMap((line) => (line.t === 'holdout' ? [line] : [])),
  }
}
