/** C4, C5, C12: the journal's own reader accepts it, its replay gives the live state, numbers are finite. */
import type { RunFacts } from '../run-facts.js'
import { type Refolded, refolded, snapshotDigest } from './refolded.js'
import { storedBy } from './stored-by.js'
import { traderOf } from './trader-graph.js'

const FINITE = ['transactionId', 'tradeId', 'units', 'amount', 'financing', 'spreadCost'] as const

export interface JournalCheck {
  readonly faults: readonly string[]
  /** Replayed from its first entry. */
  readonly replay: Refolded
}

export const checkJournal = async ({ store, options, roots, settings }: RunFacts): Promise<JournalCheck> => {
  const faults: string[] = []
  const stored = storedBy(store)
  const { seed } = options
  const live = roots.findLast((root) => root.machine.alive() && root.ready())?.compiled()
  // A slice that is in the journal at the end may not have been stepped yet.
  const digestAt = live?.snapshot().seq ?? 0
  const replay = await refolded(stored, settings.account, { seed, from: 'zero', digestAt })
  if (replay.damage !== null) faults.push(`C4: ${replay.damage}`)
  for (const [i, { seq, rows }] of replay.slices.entries()) {
    if (seq !== i + 1) faults.push(`C4: slice ${seq} is number ${i + 1}`)
    for (const row of rows)
      for (const column of FINITE)
        if (!Number.isFinite(row[column])) faults.push(`C12: slice ${seq}: ${column} is ${row[column]}`)
  }
  const { anomalies } = traderOf(replay.compiled).account
  if (anomalies > 0) faults.push(`C6: ${anomalies} rows contradict the account`)
  if (replay.damage !== null) return { faults, replay }
  if (live && digestAt > 0 && replay.digest !== snapshotDigest(live))
    faults.push('C5: replaying the journal gives another snapshot than the live graph')
  const restored = await refolded(stored, settings.account, { seed, from: 'snapshot' })
  if (snapshotDigest(restored.compiled) !== snapshotDigest(replay.compiled))
    faults.push('C5: the stored snapshot and the journal after it give another state than the whole journal')
  return { faults, replay }
}
