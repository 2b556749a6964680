/** A snapshot as it is stored: the graph's state, its place in the journal, and a digest of both. */
import { decodeState, encodeState, type State } from '../../lib/codec.js'
import { SepError } from '../../model/error-codes.js'
import { sha256 } from '../../graph/engine/hash/hash.js'
import { offsetField } from '../execution/offset-field.js'
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '../../graph/engine/run/snapshot.js'

/** The last journal entry that the state has seen. */
export interface JournalPlace {
  /** Slices since the run's first start. */
  readonly seq: number
  /** tsMs of the last slice; NaN before the first. */
  readonly tsMs: number
  /** Hash of the last entry. */
  readonly hash: Uint8Array
  /** Stream id of the start record from which the state can be rebuilt; null = none yet. */
  readonly base: string | null
  /** Stream id of the last entry; null = an empty journal. */
  readonly lastId: string | null
  /** Of a part that reads edges: the execution offset of its newest slice. */
  readonly executionOffset?: string | undefined
}
export interface StoredSnapshot {
  readonly place: JournalPlace
  readonly snapshot: Snapshot
  /** SHA-256 of the encoded snapshot. */
  readonly digest: string
}

interface Envelope {
  readonly place: Omit<JournalPlace, 'executionOffset'> & { readonly told?: string }
  readonly snapshot: Uint8Array
}

/** One value for one slot: digest and body. A torn or changed value is refused as a whole. */
export const encodeStored = (place: JournalPlace, snapshot: Snapshot): Uint8Array => {
  const envelope: Envelope = { place: offsetField.encode(place), snapshot: encodeSnapshot(snapshot) }
  const body = encodeState(envelope as unknown as State)
  return encodeState({ sha256: sha256(body), body })
}

export const decodeStored = (bytes: Uint8Array): StoredSnapshot => {
  let outer: { readonly sha256: string; readonly body: Uint8Array }
  try {
    outer = decodeState(bytes)
  } catch (cause) {
    throw new SepError('bad-snapshot', 'snapshot: the bytes cannot be read', { cause })
  }
  if (!(outer?.body instanceof Uint8Array) || sha256(outer.body) !== outer.sha256) {
    throw new SepError('bad-snapshot', 'snapshot: its digest is wrong')
  }
  const { place, snapshot } = decodeState<Envelope>(outer.body)
  return { place: offsetField.decode(place), snapshot: decodeSnapshot(snapshot), digest: sha256(snapshot) }
}
