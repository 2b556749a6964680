/** Opens a journal for writing: one start record, then slices. */
import type { Compiled } from '../graph/compile.js'
import { encodeSnapshot } from '../graph/snapshot.js'
import type { SliceLayout } from '../graph/slice-layout.js'
import type { JournalPlace } from '../graph/stored-snapshot.js'
import { type JournalWriter, journalWriter } from '../sinks/journal/journal-writer.js'
import type { StartingPoint } from '../sources/journal/find-start.js'
import type { ResumeInputs } from './resume.js'
import { versions } from './versions.js'

/** After so long a start carries its state, so that what stands before it may be trimmed. */
const REBASE_MS = 7 * 86_400_000

export interface BeginOptions {
  /** For the start record: the newest `execution` entry that the slices before it carry. */
  readonly told?: string
  /** The start carries its state in any case: other parts begin from it. */
  readonly carry?: boolean
}

/** A start continues the journal where its entries make this very state; otherwise it carries the state. */
export const beginJournal = async (
  inputs: ResumeInputs,
  compiled: Compiled,
  layout: SliceLayout,
  end: JournalPlace,
  point: StartingPoint | null,
  { told, carry = false }: BeginOptions = {},
): Promise<JournalWriter> => {
  const { store, lease, account, graph, world, kernelVersion, config } = inputs
  const snapshot = compiled.snapshot()
  const continues =
    !carry &&
    point !== null &&
    !(end.tsMs - point.start.tsMs > REBASE_MS) &&
    point.start.graphHash === compiled.graphHash &&
    compiled.cold.length === 0 &&
    snapshot.seq === end.seq
  const state = continues ? 'continues' : snapshot.seq === 0 ? 'cold' : 'carried'
  const place = continues ? end : { ...end, seq: snapshot.seq, tsMs: snapshot.tsMs }
  const writer = journalWriter({ store, lease, account, layout, place })
  await writer.start({
    graph: graph.name,
    graphHash: compiled.graphHash,
    kernelVersion,
    config,
    bindings: compiled.bindings.map((binding) => ({
      slot: binding.slot,
      kind: binding.operator.kind,
      config: binding.config,
    })),
    world: { ...world, instruments: world.instruments.map((instrument) => ({ ...instrument })) },
    state,
    snapshotDigest: point?.digest ?? null,
    carried: state === 'carried' ? encodeSnapshot(snapshot) : null,
    ...(told === undefined ? {} : { told }),
    versions: versions(),
  })
  return writer
}
