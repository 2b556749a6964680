/** The state from which a slice of the journal can be run again: the nearest whole snapshot before it, else its start record. */
import { SepError } from '../../model/error-codes.js'
import { journalKeys } from './keys.js'
import type { StartRecord } from './records.js'
import type { Store } from '../../store/store.js'
import { sameBytes } from '../sealed-entry.js'
import { decodeSnapshot, type Snapshot } from '../../graph/engine/run/snapshot.js'
import type { JournalPlace, StoredSnapshot } from '../snapshot/stored.js'
import { loadSnapshots } from '../snapshot/loader.js'
import { isStart, type JournalEntry, journalEntry } from './reader.js'
import { isoTime } from '../../lib/iso-time.js'

export interface StartingPoint {
  /** The start record of the graph that was running. */
  readonly start: StartRecord
  /** null = no state yet. */
  readonly snapshot: Snapshot | null
  /** SHA-256 of the encoded snapshot; null = none, or carried in the start record. */
  readonly digest: string | null
  /** The entry that the slices follow. */
  readonly place: JournalPlace
  /** What was used, and what could not be used. */
  readonly notes: readonly string[]
}

/** For the slices after `entry`; with `before` the state must be older than `entry` itself. */
export const findStart = async (
  store: Store,
  account: string,
  entry: JournalEntry,
  before = false,
): Promise<StartingPoint> => {
  const base = entry.place.base as string
  const known = await journalEntry(store, account, base)
  if (!known || !isStart(known)) {
    throw new SepError(
      'missing-data',
      `journal ${account}: the start record ${base} of entry ${entry.place.lastId} is gone`,
    )
  }
  const { snapshots, damaged } = await loadSnapshots(store, journalKeys(account).snapshots)
  const notes = damaged.map((text) => `snapshot in ${text}`)
  const last = before ? entry.place.seq - 1 : entry.place.seq
  for (const stored of snapshots) {
    if (stored.place.seq > last || stored.place.base !== base) continue
    if (!(await isOfJournal(store, account, stored))) {
      notes.push(`snapshot at ${isoTime(stored.place.tsMs)}: the journal has another entry there, not used`)
      continue
    }
    notes.push(`snapshot at ${isoTime(stored.place.tsMs)} restored`)
    return { start: known.record, snapshot: stored.snapshot, digest: stored.digest, place: stored.place, notes }
  }
  notes.push(`no snapshot before it; from start record ${base}`)
  const { carried } = known.record
  return {
    start: known.record,
    snapshot: carried ? decodeSnapshot(carried) : null,
    digest: null,
    place: known.place,
    notes,
  }
}

/** A snapshot is valid only where the journal confirms its entry. */
const isOfJournal = async (store: Store, account: string, { place }: StoredSnapshot): Promise<boolean> => {
  if (place.lastId === null) return false
  const entry = await journalEntry(store, account, place.lastId)
  return entry !== undefined && sameBytes(entry.place.hash, place.hash)
}
