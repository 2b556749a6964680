/** Writes the journal: one entry per slice and per start, chained by hash, only while the lease is ours. */
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { journalKeys } from './keys.js'
import { type ClosedBy, encodeRecord, type JournalRecord, type StartRecord } from './records.js'
import type { FencedAnswer, Lease, Store } from '../../store/store.js'
import { sameBytes, sealEntry } from '../sealed-entry.js'
import type { SliceLayout } from '../../graph/engine/run/slice-layout.js'
import type { JournalPlace } from '../snapshot/stored.js'

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
  /** Once, before the first slice. */
  start(record: Omit<StartRecord, 'kind' | 'seq' | 'tsMs' | 'epoch' | 'layoutHash' | 'base'>): Promise<void>
  /**
   * Writes slice s of the frame. After a failure nothing here has moved: the same call may be repeated, and an entry that had arrived after
   * all counts as written. A newer owner of the lease is `lease-lost`.
   */
  slice(frame: Frame, s: number, closedBy: ClosedBy, executionOffset?: string): Promise<void>
}

export const journalWriter = ({ store, lease, account, layout, place: end }: JournalWriterInputs): JournalWriter => {
  const { slice: stream } = journalKeys(account)
  let place = end

  const append = async (id: string, record: JournalRecord, after: (hash: Uint8Array) => JournalPlace) => {
    const { fields, hash } = sealEntry(place.hash, encodeRecord(record))
    // A server that came back without the end of its file must not take it as if nothing were missing: no later start could read past the hole.
    const answer = await store.fencedAppend(lease, [{ stream, id, fields, after: place.lastId }])
    if (answer !== 'ok') await settle(answer, id, hash)
    place = after(hash)
  }
  const settle = async (answer: FencedAnswer, id: string, hash: Uint8Array) => {
    if (answer === 'stale-epoch') {
      throw new SepError(
        'lease-lost',
        `journal ${account}: a newer process holds the lease, epoch ${lease.epoch} is over`,
      )
    }
    if (answer === 'moved') {
      const last = await store.lastId(stream)
      const why =
        last !== null && isBehind(place.lastId, last) ? 'something else has written to it' : 'it has lost entries'
      throw new SepError(
        'bad-journal',
        `journal ${account}: the store ends at ${last ?? 'nothing'}, written was ${place.lastId ?? 'nothing'}: ${why}; a new start goes on from what is left`,
      )
    }
    const [known] = await store.range(stream, place.lastId ?? '0', id, 1)
    if (known?.id !== id || !sameBytes(known.fields['hash'] ?? new Uint8Array(0), hash)) {
      throw new SepError('bad-journal', `journal ${account}: another entry stands at or after ${id}`)
    }
  }

  return {
    place: () => place,
    start: (given) => {
      const id = idAfter(place)
      const continues = given.state === 'continues'
      const record: StartRecord = {
        kind: 'start',
        base: continues ? place.base : null,
        seq: place.seq,
        tsMs: place.tsMs,
        epoch: lease.epoch,
        layoutHash: layout.hash,
        ...given,
      }
      const base = continues ? place.base : id
      assert(base !== null, 'an empty journal cannot be continued')
      return append(id, record, (hash) => ({ ...place, hash, base, lastId: id }))
    },
    slice: (frame, s, closedBy, executionOffset) => {
      const tsMs = frame.time.tsMs[s] as number
      assert(Number.isSafeInteger(tsMs) && tsMs > 0, `a slice stands at whole milliseconds, not ${tsMs}`)
      const { base } = place
      assert(base !== null, 'a start record stands before the first slice')
      const id = `${tsMs}-0`
      const seq = place.seq + 1
      const asOfMs = frame.time.asOfMs[s] as number
      const columns = [...layout.take(frame, s)]
      const record = {
        kind: 'slice',
        seq,
        tsMs,
        asOfMs,
        closedBy,
        base,
        columns,
        ...(executionOffset ? { executionOffset } : {}),
      } as const
      return append(id, record, (hash) => ({
        seq,
        tsMs,
        hash,
        base,
        lastId: id,
      }))
    },
  }
}

const isBehind = (id: string | null, last: string): boolean => {
  if (id === null) return true
  const [[ms, n], [lastMs, lastN]] = [id, last].map((text) => text.split('-').map(Number)) as [number[], number[]]
  return ms! < lastMs! || (ms === lastMs && n! < lastN!)
}

/** Start records stand between slices: after the last entry, before any slice to come. */
const idAfter = ({ lastId }: JournalPlace): string => {
  if (lastId === null) return '0-1'
  const [ms, n] = lastId.split('-').map(Number) as [number, number]
  return `${ms}-${n + 1}`
}
