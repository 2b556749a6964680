/** Trades of an instrument over several spans, all from one long run of the store. */
import { SepError } from '../../model/error-codes.js'
import { DAY_MS, HOUR_MS } from '../../lib/time-units.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { paramKey, type StrategyParams } from '../../store/param-key.js'
import type { StoreReads } from '../../store/store.js'
import type { TrialDocument } from '../../sinks/trials/trial-run.js'
import { paramDifference } from './param-difference.js'
import { LONG_RUN_DAYS, spanSeries, type SpanRow } from './span-series.js'
import { indexedIds, type StoredRun, storedRun, storedRuns } from './stored-runs.js'

export interface SeriesQuery {
  readonly instrument: string
  readonly days: readonly number[]
  /** Null: any. */
  readonly params: StrategyParams | null
}
export interface Series {
  readonly rows: readonly SpanRow[]
  readonly run: TrialDocument
  /** True where no run of the parameters is long enough and one of others was taken. */
  readonly fallback: boolean
  /** One sentence for people. */
  readonly message: string
}

/** `missing-data` where no run covers the longest span; it names the command that makes one. */
export const series = async (store: StoreReads, query: SeriesQuery): Promise<Series> => {
  const { instrument, days, params } = query
  const longest = Math.max(...days)
  const wanted = params === null ? null : paramKey(params)
  const exact = wanted === null ? null : await longRun(store, instrument, longest, wanted)
  const found = exact ?? (await longRun(store, instrument, longest, null))
  if (!found)
    throw new SepError(
      'missing-data',
      `${instrument}: no run of ${longest} days or more is stored; sep studies enqueue-long-run queues one`,
    )
  const fallback = wanted !== null && exact === null
  const { run } = found
  const which = `run ${run.run_id} of ${(run.to - run.from) / DAY_MS} days`
  return {
    rows: spanSeries(found, days),
    run,
    fallback,
    message: fallback
      ? `${instrument}: no run of ${longest} days with ${wanted}; fell back to ${which} with ${run.param_key ?? 'no param key'}`
      : `${instrument}: ${which}`,
  }
}

/** Each run as the span it covers. `bad-argument` with the first difference where they are not of one configuration and one end. */
export const seriesOfRuns = async (store: StoreReads, runIds: readonly string[]): Promise<readonly SpanRow[]> => {
  const found: StoredRun[] = []
  for (const runId of runIds) {
    const one = await storedRun(store, runId)
    if (!one) throw new SepError('missing-data', `run ${runId}: not in the store`)
    found.push(one)
  }
  const runs = found.map(({ run }) => run)
  const difference = paramDifference(runs) ?? endDifference(runs)
  if (difference !== null) throw new SepError('bad-argument', `these runs are no spans of one run: ${difference}`)
  return found.flatMap((one) => spanSeries(one, [(one.run.to - one.run.from) / DAY_MS]))
}

const endDifference = ([first, ...others]: readonly TrialDocument[]): string | null => {
  const other = others.find(({ to }) => to !== first!.to)
  if (!other) return null
  const end = ({ to, run_id }: TrialDocument) => `${new Date(to).toISOString()} in run ${run_id}`
  return `end ${end(first!)}, ${end(other)}`
}

/** Of 90 days where there is one, else the longest; of these the newest end, then the most trades. */
const longRun = async (
  store: StoreReads,
  inst: string,
  longestDays: number,
  wanted: string | null,
): Promise<StoredRun | null> => {
  for (const hours of await heldHours(store, inst, longestDays)) {
    const index =
      wanted === null
        ? keyName(KEYS.trialIndexOf, { inst, hours })
        : keyName(KEYS.trialIndexOfParams, { inst, hours, paramKey: wanted })
    const runs = (await storedRuns(store, await indexedIds(store, index))).filter(({ part }) => part !== 'holdout')
    const best = runs.toSorted(
      (a, b) => b.to - a.to || b.summary.trades - a.summary.trades || b.ts - a.ts || (a.run_id < b.run_id ? -1 : 1),
    )[0]
    const run = best && (await storedRun(store, best.run_id))
    if (run) return run
  }
  return null
}

const heldHours = async (store: StoreReads, inst: string, leastDays: number): Promise<readonly string[]> => {
  const prefix = keyName(KEYS.trialIndexOf, { inst, hours: '0' }).slice(0, -1)
  const names = await store.keys(`${prefix}*`)
  const held = new Set(names.map((name) => Number(name.slice(prefix.length).split(':')[0])))
  const preferred = (LONG_RUN_DAYS * DAY_MS) / HOUR_MS
  return [...held]
    .filter((hours) => hours * HOUR_MS >= leastDays * DAY_MS)
    .sort((a, b) => Number(b === preferred) - Number(a === preferred) || b - a)
    .map(String)
}
