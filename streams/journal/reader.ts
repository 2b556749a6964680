/** Reads a journal in order and checks it: the hash of each entry, the chain between them, the gapless count. */
import { SepError } from '../../model/error-codes.js'
import { journalKeys } from './keys.js'
import { decodeRecord, type JournalRecord, type SliceRecord, type StartRecord } from './records.js'
import type { Store } from '../../store/store.js'
import { idBefore, idBeforeMs, msOf } from '../../store/stream-id.js'
import { DAY_MS, HOUR_MS } from '../../lib/time-units.js'
import { withRemedy } from '../damage.js'
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
  try {
    yield* entriesOf(store, account, after, to)
  } catch (error) {
    throw withRemedy('slice', account, error)
  }
}

const entriesOf = async function* (
  store: Store,
  account: string,
  after: string | JournalPlace,
  to: string,
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

export interface JournalEnd {
  /** The newest entry that is left; undefined = none is. */
  readonly entry: JournalEntry | undefined
  /** The newest id ever appended, whose entry may be gone; null = there never was one. The next entry must name it. */
  readonly lastId: string | null
}

export const journalEnd = async (store: Store, account: string): Promise<JournalEnd> => {
  const { slice: stream } = journalKeys(account)
  const lastId = await store.lastId(stream)
  if (lastId === null) return { entry: undefined, lastId }
  const last = await journalEntry(store, account, lastId)
  if (last) return { entry: last, lastId }
  for (const backMs of LOOK_BACK_MS) {
    const id = (await store.range(stream, idBeforeMs(Math.max(0, msOf(lastId) - backMs)), lastId)).at(-1)?.id
    if (id !== undefined) return { entry: await journalEntry(store, account, id), lastId }
  }
  return { entry: undefined, lastId }
}

/** Where the entry before a lost one is looked for: an hour, a weekend, everything. */
const LOOK_BACK_MS = [HOUR_MS, 3 * DAY_MS, Number.POSITIVE_INFINITY]

export const isSlice = (entry: JournalEntry): entry is JournalEntry<SliceRecord> => entry.record.kind === 'slice'
export const isStart = (entry: JournalEntry): entry is JournalEntry<StartRecord> => entry.record.kind === 'start'
