/** Drops entries that are older than a time and not needed to run the slices after it again. */
import { decodeRecord } from './records.js'
import { DAY_MS } from '../../lib/time-units.js'
import type { Store } from '../../store/store.js'
import { idBeforeMs } from '../../store/stream-id.js'
import { openEntry } from '../sealed-entry.js'
import { journalKeys } from './keys.js'

/** What a journal keeps for replays, at least. */
export const JOURNAL_KEPT_MS = 7 * DAY_MS

/** Keeps the start record of the first entry at or after `keepFromMs` and all that follows it; returns the number of entries dropped. */
export const trimJournal = async (store: Store, account: string, keepFromMs: number): Promise<number> => {
  if (!(keepFromMs > 0)) return 0
  const { slice, decision } = journalKeys(account)
  const [first] = await store.range(slice, idBeforeMs(keepFromMs), '+', 1)
  if (!first) return 0
  const where = `journal ${account}, entry ${first.id}`
  const record = decodeRecord(openEntry(first.fields, where).body, where)
  const base = record.base ?? first.id
  await store.trim(decision, base)
  return store.trim(slice, base)
}
