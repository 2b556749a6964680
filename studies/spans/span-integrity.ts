/** Is what is stored about spans consistent? A function of the stored runs and indices alone. */
import { SECOND_MS } from '../../lib/time-units.js'
import { spanHours } from '../../sinks/trials/trial-writes.js'
import type { StoredRun, StoredTrade } from './stored-runs.js'

export interface StoredIndex {
  readonly key: string
  /** By its name; null: it holds runs of all. */
  readonly instrument: string | null
  readonly hours: string | null
  readonly paramKey: string | null
  readonly runIds: readonly string[]
}
export interface SpanViolation {
  /**
   * `count`: the summary is not that of the trades; `window`: a trade is outside the run; `cooldown`: an entry before the instrument's
   * cooldown has elapsed; `monotonic`: a longer span of the same configuration, data and end has fewer trades; `subset`: or other ones;
   * `index`: a run is missing from an index, or listed in one of another span.
   */
  readonly rule: 'count' | 'window' | 'cooldown' | 'monotonic' | 'subset' | 'index'
  readonly runId: string
  readonly text: string
}
export interface SpanIntegrity {
  /** `sep_span_integrity_ok` */
  readonly ok: boolean
  /** `sep_span_monotonic_violations_total` */
  readonly monotonicViolations: number
  readonly runs: number
  readonly violations: readonly SpanViolation[]
}

export const spanIntegrity = (runs: readonly StoredRun[], indices: readonly StoredIndex[]): SpanIntegrity => {
  const violations = [
    ...runs.flatMap(ofRun),
    ...pairsOfSpans(runs).flatMap(([short, long]) => ofPair(short, long)),
    ...ofIndices(runs, indices),
  ]
  return {
    ok: violations.length === 0,
    monotonicViolations: violations.filter(({ rule }) => rule === 'monotonic').length,
    runs: runs.length,
    violations,
  }
}

/** Sums are made in another order than the stored ones. */
const SAME_BPS = 1e-6

const ofRun = ({ run, trades }: StoredRun): SpanViolation[] => {
  const found: SpanViolation[] = []
  const add = (rule: SpanViolation['rule'], text: string) => found.push({ rule, runId: run.run_id, text })
  const { summary, days, kind } = run
  const pnl = trades.reduce((sum, { pnl_bps }) => sum + pnl_bps, 0)
  if (summary.trades !== trades.length) add('count', `${summary.trades} trades in the summary, ${trades.length} stored`)
  else if (Math.abs(summary.pnl_total - pnl) > SAME_BPS)
    add('count', `${summary.pnl_total} bps in the summary, ${pnl} in its trades`)
  const daily = days.reduce((sum, day) => sum + day.trades, 0)
  if (daily !== summary.trades) add('count', `${summary.trades} trades in the summary, ${daily} in its days`)
  for (const { entry_ts, exit_ts } of trades)
    if (exit_ts <= run.from || exit_ts > run.to || entry_ts > exit_ts)
      add('window', `trade ${entry_ts}..${exit_ts} is not in (${run.from}, ${run.to}]`)
  const cooldown = run.params['entry_cd']
  if (kind === 'shadow' && typeof cooldown === 'number') {
    const early = trades.find((trade, k) => k > 0 && isEarly(trades[k - 1]!, trade, cooldown * SECOND_MS))
    if (early)
      add(
        'cooldown',
        `the entry at ${early.entry_ts} follows the trade before too closely for a cooldown of ${cooldown} s`,
      )
  }
  return found
}

/** Longest wait of an order for its price: two fills may be that much closer than the decisions that the cooldown separates. */
const ORDER_WAIT_MS = 120 * SECOND_MS

/** A shadow holds one position at a time: its trades by exit are its trades by entry. */
const isEarly = (before: StoredTrade, trade: StoredTrade, cooldownMs: number): boolean =>
  trade.entry_ts < before.exit_ts || trade.entry_ts - before.entry_ts < cooldownMs - ORDER_WAIT_MS

/** Shorter and longer runs of one configuration, instrument, data and end. */
const pairsOfSpans = (runs: readonly StoredRun[]): readonly (readonly [short: StoredRun, long: StoredRun])[] => {
  const groups = new Map<string, StoredRun[]>()
  for (const one of runs) {
    const { instrument, config_hash, data_hash, to, kind } = one.run
    if (kind !== 'shadow') continue
    const key = [instrument, config_hash, data_hash, to].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].flatMap((group) => {
    const byLength = group.toSorted((a, b) => b.run.from - a.run.from)
    return byLength.slice(1).map((long, k) => [byLength[k]!, long] as const)
  })
}

const ofPair = (short: StoredRun, long: StoredRun): SpanViolation[] => {
  const text = `${long.run.summary.trades} trades, ${short.run.summary.trades} in the shorter run ${short.run.run_id}`
  const runId = long.run.run_id
  if (long.run.summary.trades < short.run.summary.trades) return [{ rule: 'monotonic', runId, text }]
  const inside = long.trades.filter(({ exit_ts }) => exit_ts > short.run.from).map(({ exit_ts }) => exit_ts)
  const same = inside.length === short.trades.length && short.trades.every(({ exit_ts }, k) => exit_ts === inside[k])
  return same ? [] : [{ rule: 'subset', runId, text: `other trades than the shorter run ${short.run.run_id}` }]
}

const ofIndices = (runs: readonly StoredRun[], indices: readonly StoredIndex[]): SpanViolation[] => {
  const byId = new Map(runs.map(({ run }) => [run.run_id, run]))
  const listed = new Map<string, number>()
  const found: SpanViolation[] = []
  for (const { key, instrument, hours, paramKey, runIds } of indices)
    for (const runId of runIds) {
      const run = byId.get(runId)
      if (!run) continue
      listed.set(runId, (listed.get(runId) ?? 0) + 1)
      const fits =
        (instrument === null || instrument === run.instrument) &&
        (hours === null || hours === spanHours(run)) &&
        (paramKey === null || paramKey === run.param_key)
      if (!fits) found.push({ rule: 'index', runId, text: `it is listed in ${key}` })
    }
  for (const { run } of runs) {
    const wanted = run.param_key === null ? 2 : 3
    const held = listed.get(run.run_id) ?? 0
    if (held < wanted) found.push({ rule: 'index', runId: run.run_id, text: `it is in ${held} of ${wanted} indices` })
  }
  return found
}
