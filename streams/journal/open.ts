/** Opens a journal for writing: a start record, then slices, and checkpoints in between. */
import type { Compiled } from '../../graph/engine/run/compile.js'
import { WEEK_MS } from '../../lib/time-units.js'
import type { Store } from '../../store/store.js'
import { lastIdOf, msOf } from '../../store/stream-id.js'
import { encodeSnapshot, type Snapshot } from '../../graph/engine/run/snapshot.js'
import type { SliceLayout } from '../../graph/engine/run/slice-layout.js'
import type { JournalPlace } from '../snapshot/stored.js'
import { type JournalWriter, journalWriter } from './writer.js'
import { checkpointWriter } from './checkpoint-writer.js'
import type { StartingPoint } from './starting-point.js'
import { journalKeys } from './keys.js'
import type { JournalIdentity } from './identity.js'
import type { World } from '../../model/world.js'

export interface OpenOptions {
  /** For the start record: the newest `execution` entry in the slices before it. */
  readonly executionOffset?: string
  /** The start must carry its state: other parts begin with it. */
  readonly carry?: boolean
}

/** A start continues the journal where replaying its entries gives this state; otherwise it carries the state. */
export const openJournal = async (
  inputs: JournalIdentity,
  compiled: Compiled<World>,
  layout: SliceLayout,
  end: JournalPlace,
  point: StartingPoint | null,
  { executionOffset, carry = false }: OpenOptions = {},
): Promise<JournalWriter> => {
  const { store, lease, account } = inputs
  const everyMs = inputs.checkpointEveryMs ?? WEEK_MS
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
    ...(inputs.graphFile ? { graphFile: { ...inputs.graphFile } } : {}),
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
  // In a cut graph the state is not in this process: only a start can carry it.
  if (inputs.inParts) return writer
  return checkpointWriter({
    writer,
    sinceMs: continues ? sinceMs : Number.NaN,
    everyMs,
    record: () => recordOf('carried', compiled.snapshot(), null),
  })
}

/** tsMs of the first slice on a start record; NaN = none. The id of a journal's first record is not a time. */
const firstSliceMs = async (store: Store, account: string, base: string | null): Promise<number> => {
  if (base === null) return Number.NaN
  const [first] = await store.range(journalKeys(account).slice, lastIdOf(msOf(base)), '+', 1)
  return first ? msOf(first.id) : Number.NaN
}
