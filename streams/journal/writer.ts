/** Writes the journal: one entry per slice and per start, chained by hash, only while the lease is ours. */
import type { Frame } from '../../graph/engine/run/frame.js'
import type { SliceLayout } from '../../graph/engine/run/slice-layout.js'
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import type { FencedAnswer, Lease, Store } from '../../store/store.js'
import { lostLease } from '../../store/lost-lease.js'
import { idAfter, isNewer, msOf } from '../../store/stream-id.js'
import { LOST_ENTRIES } from '../lost-entries.js'
import { sameBytes, sealEntry } from '../sealed-entry.js'
import type { JournalPlace } from '../snapshot/stored.js'
import { journalKeys } from './keys.js'
import { type ClosedBy, encodeRecord, type JournalRecord, type SliceRecord, type StartRecord } from './records.js'

export interface JournalWriterInputs {
  readonly store: Store
  readonly lease: Lease
  readonly account: string
  /** Of the graph's sources. */
  readonly layout: SliceLayout
  /** Where the journal ends. */
  readonly place: JournalPlace
}
export interface JournalWriter {
  /** The entry written last. */
  place(): JournalPlace
  /** The time that the next slice must be after; NaN = any. A slice whose entry was lost is not made a second time. */
  endMs(): number
  /** Once, before the first slice. */
  start(record: StartInputs): Promise<void>
  /**
   * Writes slice s of the frame. After a failure nothing here has moved: repeat the call, and an entry that did arrive counts as written.
   * Rejects with `lease-lost` where the lease has a newer owner.
   */
  slice(frame: Frame, s: number, closedBy: ClosedBy, executionOffset?: string): Promise<void>
}
type StartInputs = Omit<StartRecord, 'kind' | 'seq' | 'tsMs' | 'epoch' | 'layoutHash' | 'base'>

export const journalWriter = (inputs: JournalWriterInputs): JournalWriter => {
  const { store, lease, account, layout } = inputs
  const { slice: stream } = journalKeys(account)
  let place = inputs.place

  const append = async (id: string, record: JournalRecord, after: (hash: Uint8Array) => JournalPlace) => {
    const { fields, hash } = sealEntry(place.hash, encodeRecord(record))
    // `after`: a server that lost the end of its file must refuse the entry; no later start could read past the hole.
    const answer = await store.fencedAppend(lease, [{ stream, id, fields, after: place.lastId }])
    if (answer !== 'ok') await settle(inputs, place, { answer, id, hash })
    place = after(hash)
  }

  return {
    place: () => place,
    endMs: () => endOf(place),
    start: (record) => {
      const id = place.lastId === null ? '0-1' : idAfter(place.lastId)
      const continues = record.state === 'continues'
      const base = continues ? place.base : id
      assert(base !== null, 'an empty journal cannot be continued')
      return append(id, startRecordOf(inputs, place, record), (hash) => ({ ...place, hash, base, lastId: id }))
    },
    slice: (frame, s, closedBy, executionOffset) => {
      const { base } = place
      assert(base !== null, 'a start record comes before the first slice')
      const record = sliceRecordOf(frame, s, layout, { seq: place.seq + 1, base, closedBy, executionOffset })
      const { seq, tsMs } = record
      const id = `${tsMs}-0`
      return append(id, record, (hash) => ({ seq, tsMs, hash, base, lastId: id }))
    },
  }
}

/** A start record comes between slices: its id is after the last entry and before that of any slice to come. */
const startRecordOf = (
  { lease, layout }: JournalWriterInputs,
  { base, seq, tsMs }: JournalPlace,
  given: StartInputs,
): StartRecord => ({
  kind: 'start',
  base: given.state === 'continues' ? base : null,
  seq,
  tsMs,
  epoch: lease.epoch,
  layoutHash: layout.hash,
  ...given,
})

const sliceRecordOf = (
  frame: Frame,
  s: number,
  layout: SliceLayout,
  given: Pick<SliceRecord, 'seq' | 'base' | 'closedBy' | 'executionOffset'>,
): SliceRecord => {
  const tsMs = frame.time.tsMs[s] as number
  assert(Number.isSafeInteger(tsMs) && tsMs > 0, `the time of a slice is in whole milliseconds, not ${tsMs}`)
  return { kind: 'slice', ...given, tsMs, asOfMs: frame.time.asOfMs[s] as number, columns: [...layout.take(frame, s)] }
}

const endOf = ({ tsMs, lastId }: JournalPlace): number => {
  const writtenMs = lastId === null ? 0 : msOf(lastId)
  return Number.isNaN(tsMs) ? (writtenMs > 0 ? writtenMs : Number.NaN) : Math.max(tsMs, writtenMs)
}

/** An append that was not `ok`: returns where the entry has been written all the same, else throws. */
const settle = async (
  { store, lease, account }: JournalWriterInputs,
  { lastId }: JournalPlace,
  { answer, id, hash }: { readonly answer: FencedAnswer; readonly id: string; readonly hash: Uint8Array },
): Promise<void> => {
  const { slice: stream } = journalKeys(account)
  if (answer === 'stale-epoch') {
    throw await lostLease(store, lease, `journal ${account}`)
  }
  if (answer === 'moved') {
    const last = await store.lastId(stream)
    const why = last !== null && isNewer(last, lastId ?? '0-0') ? 'another process has written to it' : LOST_ENTRIES
    throw new SepError(
      'bad-journal',
      `journal ${account}: the store ends at ${last ?? 'nothing'}, we wrote up to ${lastId ?? 'nothing'}: ${why}; ` +
        'a new start continues from what is left',
    )
  }
  const [known] = await store.range(stream, lastId ?? '0', id, 1)
  if (known?.id !== id || !sameBytes(known.fields['hash'] ?? new Uint8Array(0), hash)) {
    throw new SepError('bad-journal', `journal ${account}: another entry is at or after ${id}`)
  }
}
