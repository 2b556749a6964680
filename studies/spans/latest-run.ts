/** The run of an instrument over a span: of the parameters asked for where there is one, else of any, with that fact in its message. */
import { DAY_MS, HOUR_MS } from '../../lib/time-units.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { paramKey, type StrategyParams } from '../../store/param-key.js'
import type { StoreReads } from '../../store/store.js'
import type { TrialDocument } from '../../sinks/trials/trial-run.js'
import { selectRun } from './select-run.js'
import { indexedIds, storedRuns } from './stored-runs.js'

export interface LatestRunQuery {
  readonly instrument: string
  readonly days: number
  /** Null: any. */
  readonly params: StrategyParams | null
  readonly minTrades: number
}
export interface LatestRun {
  /** Null where no run has enough trades. */
  readonly run: TrialDocument | null
  /** The index it was found in. */
  readonly source: 'params' | 'span' | null
  /** True where parameters were asked for and the run is of the whole span instead. */
  readonly fallback: boolean
  /** One sentence for people. */
  readonly message: string
}

export const latestRun = async (store: StoreReads, query: LatestRunQuery): Promise<LatestRun> => {
  const { instrument: inst, days, params, minTrades } = query
  const hours = `${Math.round((days * DAY_MS) / HOUR_MS)}`
  const runsOf = async (index: string): Promise<readonly TrialDocument[]> =>
    storedRuns(store, await indexedIds(store, index))
  const span = `${inst} over ${days} days`
  const enough = `with at least ${minTrades} trades`
  if (params !== null) {
    const key = paramKey(params)
    const run = selectRun(await runsOf(keyName(KEYS.trialIndexOfParams, { inst, hours, paramKey: key })), minTrades)
    if (run) return { run, source: 'params', fallback: false, message: `${span} with ${key}: run ${run.run_id}` }
  }
  const run = selectRun(await runsOf(keyName(KEYS.trialIndexOf, { inst, hours })), minTrades)
  const asked = params === null ? '' : ` with ${paramKey(params)}`
  if (!run) return { run, source: null, fallback: false, message: `${span}${asked}: no run ${enough}` }
  if (params === null) return { run, source: 'span', fallback: false, message: `${span}: run ${run.run_id}` }
  const message = `${span}: no run${asked} ${enough}; fell back to run ${run.run_id} with ${run.param_key ?? 'no param key'}`
  return { run, source: 'span', fallback: true, message }
}
