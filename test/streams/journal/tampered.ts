/** Faulty stores: an entry changed or missing when read, a server that is down, a lost answer. */
import { SepError } from '../../../model/error-codes.js'
import type { Store, StreamEntry } from '../../../store/store.js'

/** The store with one change to what `range` gives of a stream; undefined = the entry is gone. */
export const tampered = (
  store: Store,
  stream: string,
  change: (entry: StreamEntry) => StreamEntry | undefined,
): Store => ({
  ...store,
  range: async (name, after, to, count) => {
    const entries = await store.range(name, after, to, count)
    return name === stream ? entries.flatMap((entry) => change(entry) ?? []) : entries
  },
})

/** Flips one bit of one byte of a field. */
export const flip = (entry: StreamEntry, field: string, byte: number, bit: number): StreamEntry => {
  const bytes = (entry.fields[field] as Uint8Array).slice()
  const at = byte % bytes.length
  bytes[at] = (bytes[at] as number) ^ (1 << bit)
  return { id: entry.id, fields: { ...entry.fields, [field]: bytes } }
}

/** `fencedAppend` number n fails as `fails(n)` returns: before it is done, or after with the answer lost. */
export const unreliable = (store: Store, fails: (n: number) => 'before' | 'after' | null): Store => {
  let n = 0
  return {
    ...store,
    fencedAppend: async (lease, appends) => {
      const how = fails(n++)
      if (how === 'before') throw new SepError('store-unavailable', 'store: away')
      const answer = await store.fencedAppend(lease, appends)
      if (how === 'after') throw new SepError('store-unavailable', 'store: no answer in time')
      return answer
    },
  }
}
