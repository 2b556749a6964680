/** Opens a journal for writing: one start record, then slices; a long run begins anew now and then. */
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { Store } from '../../store/store.js'
import { encodeSnapshot, type Snapshot } from '../../graph/engine/run/snapshot.js'
import type { SliceLayout } from '../../graph/engine/run/slice-layout.js'
import type { JournalPlace } from '../snapshot/stored.js'
import { type JournalWriter, journalWriter } from './writer.js'
import { checkpointWriter } from './checkpoint-writer.js'
import type { StartingPoint } from './starting-point.js'
import { journalKeys } from './keys.js'
import type { JournalIdentity } from './identity.js'
import type { World } from '../../model/world.js'

/** After so long the journal begins anew with its state, at a start or between two slices, so that what stands before may be trimmed. */
const CHECKPOINT_EVERY_MS = 7 * 86_400_000

export interface OpenOptions {
  /** For the start record: the newest `execution` entry that the slices before it carry. */
  readonly executionOffset?: string
  /** The start carries its state in any case: other parts begin from it. */
  readonly carry?: boolean
}

/** A start continues the journal where its entries make this very state; otherwise it carries the state. */
export const openJournal = async (
  inputs: JournalIdentity,
  compiled: Compiled<World>,
  layout: SliceLayout,
  end: JournalPlace,
  point: StartingPoint | null,
  { executionOffset, carry = false }: OpenOptions = {},
): Promise<JournalWriter> => {
  const { store, lease, account } = inputs
  const everyMs = inputs.checkpointEveryMs ?? CHECKPOINT_EVERY_MS
  const snapshot = compiled.snapshot()
  const sinceMs = await firstSliceMs(store, account, end.base)
  const continues =
    !carry &&
    point !== null &&
    !(end.tsMs - sinceMs > everyMs) &&
    point.start.graphHash === compiled.graphHash &&
    compiled.cold.length === 0 &&
    snapshot.seq === end.seq
  const state = continues ? 'continues' : snapshot.seq === 0 ? 'cold' : 'carried'
  const place = continues ? end : { ...end, seq: snapshot.seq, tsMs: snapshot.tsMs }
  const writer = journalWriter({ store, lease, account, layout, place })
  const recordOf = (how: typeof state, carried: Snapshot | null, snapshotDigest: string | null) => ({
    graph: inputs.graph.name,
    graphHash: compiled.graphHash,
    kernelVersion: inputs.kernelVersion,
    config: inputs.config,
    bindings: compiled.bindings.map((binding) => ({
      slot: binding.slot,
      kind: binding.operator.kind,
      config: binding.config,
    })),
    world: { ...inputs.world.identity, instruments: inputs.world.instruments.map((instrument) => ({ ...instrument })) },
    state: how,
    snapshotDigest,
    carried: carried && encodeSnapshot(carried),
    ...(executionOffset === undefined ? {} : { executionOffset }),
    versions: inputs.versions,
  })
  await writer.start(recordOf(state, state === 'carried' ? snapshot : null, point?.digest ?? null))
  // Stepped in parts, the state is not here: then only a start begins anew.
  if (inputs.inParts) return writer
  return checkpointWriter({
    writer,
    sinceMs: continues ? sinceMs : Number.NaN,
    everyMs,
    record: () => recordOf('carried', compiled.snapshot(), null),
  })
}

/** The first slice that stands on a start record; NaN = there is none. A journal's first record has an id of its own, not a time. */
const firstSliceMs = async (store: Store, account: string, base: string | null): Promise<number> => {
  if (base === null) return Number.NaN
  const [ms] = base.split('-')
  const [first] = await store.range(journalKeys(account).slice, `${ms}-${Number.MAX_SAFE_INTEGER}`, '+', 1)
  return first ? Number(first.id.split('-')[0]) : Number.NaN
}
