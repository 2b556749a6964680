/** Slices are journaled differently from what the graph has seen, each under a hash of its own. */
import { journalKeys } from '../../../streams/journal/keys.js'
import { decodeRecord, encodeRecord, type SliceRecord } from '../../../streams/journal/records.js'
import { openEntry, sealEntry } from '../../../streams/sealed-entry.js'
import type { Fields } from '../../../store/store.js'
import type { Bends } from '../root/root-world.js'
import { withStore } from './bends.js'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** `prevOf`: which entry the slice names as its predecessor. */
export const withSlices = (
  bend: (slice: SliceRecord) => SliceRecord,
  prevOf: (slice: SliceRecord, prev: Uint8Array) => Uint8Array = (_, prev) => prev,
): Bends =>
  withStore((store) => {
    /** The hash that the writer has of an entry, and the one that is in the journal. */
    const journaled = new Map<string, Uint8Array>()
    const bent = (fields: Fields): Fields => {
      const { body, prev, hash } = openEntry(fields as Readonly<Record<string, Uint8Array>>, 'planted')
      const before = journaled.get(hex(prev)) ?? prev
      const record = decodeRecord(body, 'planted')
      const isSlice = record.kind === 'slice'
      const entry = sealEntry(isSlice ? prevOf(record, before) : before, encodeRecord(isSlice ? bend(record) : record))
      journaled.set(hex(hash), entry.hash)
      return entry.fields
    }
    const slices = journalKeys('A').slice
    return {
      fencedAppend: (lease, appends) =>
        store.fencedAppend(
          lease,
          appends.map((entry) => (entry.stream === slices ? { ...entry, fields: bent(entry.fields) } : entry)),
        ),
    }
  })
