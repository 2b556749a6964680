/** Stored runs of trials, as the interface shows them. */
import type { z } from 'zod'
import { DAY_MS, HOUR_MS } from '../../../lib/time-units.js'
import { SepError } from '../../../model/error-codes.js'
import type { TrialDocument } from '../../../sinks/trials/trial-run.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { unpack } from '../../../store/pack.js'
import { paramKey } from '../../../store/param-key.js'
import type { StoreReads } from '../../../store/store.js'
import { streamId } from '../../../store/stream-id.js'
import { latestRun } from '../../../studies/spans/latest-run.js'
import { series } from '../../../studies/spans/series.js'
import { SPAN_DAYS } from '../../../studies/spans/span-series.js'
import { type StoredRun, storedRun, storedRuns } from '../../../studies/spans/stored-runs.js'
import type { RunView, runTradesSchema } from '../../contract/studies.js'
import { ApiError } from '../../routes/api-error.js'
import { thinnedPoints } from '../../routes/thinned-points.js'
import type { RunReads, RunsWanted } from './research-reads.js'

export const runReads = (store: StoreReads): RunReads => ({
  latest: async ({ instrument, hours, params, minTrades }) => {
    const found = await latestRun(store, { instrument, days: (hours * HOUR_MS) / DAY_MS, params, minTrades })
    return { ...found, instrument, run: found.run && runView(found.run) }
  },
  list: (wanted) => runList(store, wanted),
  trades: async (runId) => {
    const found = await storedRun(store, runId)
    if (!found) throw new ApiError('no-data', `run ${runId} is not in the store: runs are kept for 30 days`)
    return tradesOf(found)
  },
  series: async (instrument, params) => {
    const found = await series(store, { instrument, days: SPAN_DAYS, params }).catch((error: unknown) => {
      if (error instanceof SepError && error.code === 'missing-data') return error.message
      throw error
    })
    if (typeof found === 'string') return { instrument, series: [], run: null, fallback: false, message: found }
    const rows = found.rows.map((row) => ({
      days: row.days,
      trades: row.trades,
      pnlBps: row.pnl_bps,
      winRate: row.win_rate,
      meanBps: row.mean_bps,
      fromMs: Date.parse(row.from),
      toMs: Date.parse(row.to),
    }))
    return { instrument, series: rows, run: runView(found.run), fallback: found.fallback, message: found.message }
  },
  workers: async () => {
    const keys = await store.keys(keyName(KEYS.worker, { name: 'x' }).replace('x', '*'))
    const found = await store.values(keys)
    return found.flatMap((bytes) => {
      if (!bytes) return []
      const { name, seen_ms, job, sweep, jobs } = unpack(KEYS.worker, bytes)
      return [{ name, seenMs: seen_ms, job, sweep, jobs }]
    })
  },
})

export const runView = (run: TrialDocument): RunView => ({
  runId: run.run_id,
  instrument: run.instrument,
  storedMs: run.ts,
  fromMs: run.from,
  toMs: run.to,
  days: (run.to - run.from) / DAY_MS,
  paramKey: run.param_key,
  params: run.params,
  kind: run.kind,
  part: run.part,
  trades: run.summary.trades,
  winRate: run.summary.win_rate,
  pnlBps: run.summary.pnl_total,
  meanBps: run.metrics.mean_bps,
  maxDrawdownBps: run.summary.max_drawdown,
  calmar: run.summary.calmar,
  sharpeDaily: run.metrics.sharpe_daily,
  dataHash: run.data_hash,
})

/** Members of an index that one page may look at, where it is for one of several instruments. */
const LOOKS_MOST = 20

/** The index of the newest runs first; of many with the time of one write, the cursor counts those that were shown. */
const runList = async (store: StoreReads, wanted: RunsWanted): ReturnType<RunReads['list']> => {
  const index = indexOf(wanted)
  const { limit, cursor } = wanted
  const items: RunView[] = []
  let [score, skip] = cursor === undefined ? [Number.POSITIVE_INFINITY, 0] : streamId(cursor)
  for (let look = 0; look < LOOKS_MOST; look++) {
    const members = await store.sortedBack(index, score, skip, limit)
    const ids = members.map(([, member]) => new TextDecoder().decode(member))
    const found = new Map((await storedRuns(store, ids)).map((run) => [run.run_id, run]))
    for (const [n, id] of ids.entries()) {
      const run = found.get(id)
      const [ts] = members[n]!
      if (run && isWanted(run, wanted)) {
        if (items.length === limit) return { items, cursor: `${score}-${skip}` }
        items.push(runView(run))
      }
      skip = ts === score ? skip + 1 : 1
      score = ts
    }
    if (members.length < limit) return { items, cursor: null }
  }
  return { items, cursor: `${score}-${skip}` }
}

const indexOf = ({ instrument: inst, hours, params }: RunsWanted): string => {
  if (inst === null || hours === null) return keyName(KEYS.trialIndex, {})
  const of = { inst, hours: String(hours) }
  return params === null
    ? keyName(KEYS.trialIndexOf, of)
    : keyName(KEYS.trialIndexOfParams, { ...of, paramKey: paramKey(params) })
}

/** A locked hold-out is shown by the report that opens it. */
const isWanted = (run: TrialDocument, { instrument, hours, params }: RunsWanted): boolean =>
  run.part !== 'holdout' &&
  (instrument === null || run.instrument === instrument) &&
  (hours === null || run.to - run.from === hours * HOUR_MS) &&
  (params === null || run.param_key === paramKey(params))

/** Points of the equity of a run. */
const POINTS = 1000

const tradesOf = ({ run, trades }: StoredRun): RunTrades => {
  let sum = 0
  const path = trades.map(({ exit_ts, pnl_bps }): [number, number] => [exit_ts, (sum += pnl_bps)])
  return {
    run: runView(run),
    trades: trades.map((trade) => ({
      entryMs: trade.entry_ts,
      exitMs: trade.exit_ts,
      side: trade.side === 1 ? 'long' : 'short',
      pnlBps: trade.pnl_bps,
      grossBps: trade.gross_bps,
      costsBps: trade.spread_bps + trade.slippage_bps + trade.commission_bps + trade.depth_bps,
      reason: trade.reason,
    })),
    equity: thinnedPoints(path, POINTS).map(([ms, bps]): [number, number] => [ms, bps]),
  }
}
type RunTrades = Omit<z.output<typeof runTradesSchema>, 'account' | 'tsMs' | 'asOfMs' | 'stale'>
