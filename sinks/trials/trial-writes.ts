/** What one result leaves in the store: the run, its trades, and its place in the indices of spans and parameters. */
import { HOUR_MS } from '../../lib/time-units.js'
import type { TrialLine } from '../../model/trial-line.js'
import { type Key, keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { setWrite } from '../../store/set-write.js'
import type { Write } from '../../store/store.js'
import { type TrialContext, trialRunOf } from './trial-run.js'

/** The fields of a trade that are stored. */
export interface TrialTrade {
  readonly entryMs: number
  readonly exitMs: number
  readonly side: 'long' | 'short'
  readonly netBps: number
  readonly grossBps: number
  readonly spreadBps: number
  readonly slippageBps: number
  readonly commissionBps: number
  readonly depthBps: number
  readonly reason: string
}

/**
 * One batch, so that a reader never sees half of a run. Every run is stored, also a poor one: what is left out here would be missing from
 * every later comparison. `trades`: those of the line, by exit.
 */
export const trialWrites = (line: TrialLine, trades: readonly TrialTrade[], context: TrialContext): Write[] => {
  const run = trialRunOf(line, context)
  const { run_id: runId, instrument: inst } = run
  const hours = spanHours(run)
  const indices = [
    keyName(KEYS.trialIndex, {}),
    keyName(KEYS.trialIndexOf, { inst, hours }),
    ...(run.param_key === null ? [] : [keyName(KEYS.trialIndexOfParams, { inst, hours, paramKey: run.param_key })]),
  ]
  return [
    setWrite(KEYS.trialRun, { runId }, run),
    setWrite(KEYS.trialTrades, { runId }, trades.map(storedTrade)),
    ...indices.flatMap((key) => indexWrites(key, runId, context.ts)),
  ]
}

/** Length of a run as its indices name it: whole hours. */
export const spanHours = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `${Math.round((to - from) / HOUR_MS)}`

const { ttlMs } = KEYS.trialIndex as Key & { readonly ttlMs: number }
const { ageMs } = KEYS.trialIndex.keep as { readonly ageMs: number }

const indexWrites = (key: string, runId: string, ts: number): Write[] => [
  { op: 'sortedAdd', key, members: [[ts, runId]], ttlMs },
  { op: 'sortedRemoveByScore', key, from: Number.NEGATIVE_INFINITY, to: ts - ageMs },
]

const storedTrade = (trade: TrialTrade) => ({
  entry_ts: Math.round(trade.entryMs),
  exit_ts: trade.exitMs,
  side: trade.side === 'long' ? (1 as const) : (-1 as const),
  pnl_bps: trade.netBps,
  gross_bps: trade.grossBps,
  spread_bps: trade.spreadBps,
  slippage_bps: trade.slippageBps,
  commission_bps: trade.commissionBps,
  depth_bps: trade.depthBps,
  reason: trade.reason,
})
