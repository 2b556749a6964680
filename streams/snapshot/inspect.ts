/** The two stored snapshots of an account, for an operator. */
import { CodedError } from '../../lib/errors.js'
import type { Store } from '../../store/store.js'
import { decodeStored } from './stored.js'
import { journalKeys } from '../journal/keys.js'

/** One slot. `fault` is null where it is whole; otherwise all that follows is null. */
export interface SnapshotSlot {
  readonly slot: 0 | 1
  readonly bytes: number
  readonly fault: string | null
  readonly graphHash: string | null
  /** Of the encoded state. */
  readonly digest: string | null
  /** Slices since the first start, and the time of the last one, ms. */
  readonly seq: number | null
  readonly tsMs: number | null
  /** Stream id of the last journal entry that it has seen. */
  readonly lastId: string | null
  /** Nodes by name with their state in bytes. */
  readonly nodes: Readonly<Record<string, number>> | null
}
export interface SnapshotInspection {
  readonly slots: readonly SnapshotSlot[]
  /** The newest whole one, as stored; null where there is none. */
  readonly newest: Uint8Array | null
}

/** Newest first; empty slots are left out. */
export const inspectSnapshots = async (store: Store, account: string): Promise<SnapshotInspection> => {
  const read: { readonly slot: SnapshotSlot; readonly bytes: Uint8Array }[] = []
  for (const slot of [0, 1] as const) {
    const bytes = await store.get(journalKeys(account).snapshots[slot])
    if (bytes) read.push({ slot: slotOf(slot, bytes), bytes })
  }
  read.sort((a, b) => (b.slot.seq ?? -1) - (a.slot.seq ?? -1))
  return {
    slots: read.map(({ slot }) => slot),
    newest: read.find(({ slot }) => slot.fault === null)?.bytes ?? null,
  }
}

const slotOf = (slot: 0 | 1, stored: Uint8Array): SnapshotSlot => {
  const bytes = stored.length
  try {
    const { place, snapshot, digest } = decodeStored(stored)
    return {
      slot,
      bytes,
      fault: null,
      graphHash: snapshot.graphHash,
      digest,
      seq: place.seq,
      tsMs: Number.isNaN(place.tsMs) ? null : place.tsMs,
      lastId: place.lastId,
      nodes: Object.fromEntries(snapshot.nodes.map((node) => [node.id, node.bytes.length])),
    }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const nothing = { graphHash: null, digest: null, seq: null, tsMs: null, lastId: null, nodes: null }
    return { slot, bytes, fault: error.message, ...nothing }
  }
}
