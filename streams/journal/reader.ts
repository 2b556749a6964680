/** Reads a journal in order and checks it: the hash of each entry, the chain between them, the gapless count. */
import { SepError } from '../../model/error-codes.js'
import { journalKeys } from './keys.js'
import { decodeRecord, type JournalRecord, type SliceRecord, type StartRecord } from './records.js'
import type { Store } from '../../store/store.js'
import { idBefore } from '../../store/stream-id.js'
import { openEntry, sameBytes } from '../sealed-entry.js'
import type { JournalPlace } from '../snapshot/stored.js'

export interface JournalEntry<R extends JournalRecord = JournalRecord> {
  readonly record: R
  /** The place after this entry. */
  readonly place: JournalPlace
}

const PAGE = 500

/**
 * Entries after `after` (a stream id, or the place of a snapshot: then the first entry must follow it in the chain), to stream id `to`.
 * A damaged entry, a broken chain or a gap is a `bad-journal` error that names the entry.
 */
export const readJournal = async function* (
  store: Store,
  account: string,
  after: string | JournalPlace,
  to = '+',
): AsyncGenerator<JournalEntry> {
  const { slice: stream } = journalKeys(account)
  let place = typeof after === 'string' ? null : after
  let from = typeof after === 'string' ? after : (after.lastId ?? '0')
  for (;;) {
    const entries = await store.range(stream, from, to, PAGE)
    for (const { id, fields } of entries) {
      const where = `journal ${account}, entry ${id}`
      const { body, prev, hash } = openEntry(fields, where)
      const record = decodeRecord(body, where)
      if (place && !sameBytes(place.hash, prev)) {
        throw new SepError(
          'bad-journal',
          `${where}: does not follow entry ${place.lastId ?? 'at the start'}; one is missing or was changed`,
        )
      }
      const seqBefore = record.kind === 'slice' ? record.seq - 1 : record.seq
      const follows = record.kind === 'slice' || record.state === 'continues'
      if (place && follows && place.seq !== seqBefore) {
        throw new SepError('bad-journal', `${where}: number ${record.seq} after ${place.seq}, there is a gap`)
      }
      if (record.kind === 'slice' && id !== `${record.tsMs}-0`) {
        throw new SepError('bad-journal', `${where}: holds the slice of ${record.tsMs}`)
      }
      place = placeAfter(record, id, hash)
      yield { record, place }
    }
    if (entries.length < PAGE) return
    from = entries.at(-1)?.id as string
  }
}

const placeAfter = (record: JournalRecord, id: string, hash: Uint8Array): JournalPlace => ({
  seq: record.seq,
  tsMs: record.tsMs,
  hash,
  base: record.kind === 'start' ? (record.base ?? id) : record.base,
  lastId: id,
})

/** The entry with this id; undefined = there is none. */
export const journalEntry = async (store: Store, account: string, id: string): Promise<JournalEntry | undefined> => {
  for await (const entry of readJournal(store, account, idBefore(id), id)) return entry
  return undefined
}

export const isSlice = (entry: JournalEntry): entry is JournalEntry<SliceRecord> => entry.record.kind === 'slice'
export const isStart = (entry: JournalEntry): entry is JournalEntry<StartRecord> => entry.record.kind === 'start'
