/** Reads the two snapshot slots: whole ones, newest first, and the faults of the others. */
import { CodedError } from '../../lib/errors.js'
import type { Store } from '../../store/store.js'
import { decodeStored, type StoredSnapshot } from './stored.js'

export interface LoadedSnapshots {
  readonly snapshots: readonly StoredSnapshot[]
  /** One sentence for each slot that cannot be used. */
  readonly damaged: readonly string[]
  /** The slot that the next snapshot may overwrite. */
  readonly next: 0 | 1
}

export const loadSnapshots = async (store: Store, slots: readonly [string, string]): Promise<LoadedSnapshots> => {
  const found: { slot: 0 | 1; stored: StoredSnapshot }[] = []
  const damaged: string[] = []
  for (const slot of [0, 1] as const) {
    const bytes = await store.get(slots[slot])
    if (bytes === null) continue
    try {
      found.push({ slot, stored: decodeStored(bytes) })
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      damaged.push(`slot ${slot}: ${error.message}`)
    }
  }
  found.sort((a, b) => b.stored.place.seq - a.stored.place.seq)
  const newest = found[0]?.slot ?? 1
  return { snapshots: found.map(({ stored }) => stored), damaged, next: newest === 0 ? 1 : 0 }
}
