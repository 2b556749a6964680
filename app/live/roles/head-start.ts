/** Where the part that makes the slices begins: at the journal's end, its edge and decisions completed from the journal's tail. */
import { type Compiled, compile } from '../../../graph/engine/run/compile.js'
import type { GraphCut } from '../../../graph/engine/define/cut.js'
import { partSnapshot } from '../../../graph/engine/define/part-snapshot.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import type { World } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { msOf } from '../../../store/stream-id.js'
import { type DecisionWriter, decisionWriter } from '../../../streams/decisions/writer.js'
import { isEdgeComplete } from '../../../streams/edge/is-complete.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { type EdgeWriter, edgeWriter } from '../../../streams/edge/writer.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { TailSink } from '../../../streams/journal/replay-tail.js'
import type { JournalWriter } from '../../../streams/journal/writer.js'
import type { LiveContext } from '../context.js'
import { checkClock, type LiveResumed, resumeLive } from '../resume-live.js'
import { partStart } from './part-start.js'

export interface SlicerLeases {
  readonly slices: LeaseKeeper
  readonly edge: LeaseKeeper
}
export interface HeadStart {
  readonly resumed: LiveResumed
  readonly journal: JournalWriter
  /** Only the nodes of this part. */
  readonly compiled: Compiled<World>
  readonly edge: EdgeWriter
  readonly decisions: DecisionWriter
  /** The newest entry of the `execution` stream that a slice carries; '0' = none. */
  readonly executionOffset: string
}

export const resumeHead = async (
  context: LiveContext,
  cut: GraphCut<World>,
  leases: SlicerLeases,
): Promise<HeadStart> => {
  const { store, account, world, wholeHash } = context
  const { stream, name } = edgeKeys(account.id, cut.part)
  const edgeInputs = { store, lease: leases.edge.lease, account: account.id, cut, graphHash: wholeHash, world }
  const decisions = decisionWriter(store, leases.edge.lease, name, cut.graph, world)
  const lastId = await store.lastId(stream)
  const before = await partStart(store, account.id)
  const openTailSink = async (seq: number): Promise<TailSink> => {
    const edge = await edgeWriter({ ...edgeInputs, seq })
    return async (frame, { place, executionOffset }) => {
      await edge.write(frame, executionOffset)
      await decisions.write(frame, 0, place)
    }
  }
  // The journal is of the whole graph, and so is its state here: what is not this part's goes to the others.
  const resumed = await resumeLive(context, {
    lease: leases.slices,
    until: context.signal,
    inParts: true,
    openTailSink,
  })
  const isComplete =
    before !== null &&
    (await isEdgeComplete(store, {
      stream,
      hadMs: lastId === null ? Number.NaN : msOf(lastId),
      tail: resumed.tailFrom,
      base: before.record,
      end: resumed.place,
    }))
  const executionOffset = resumed.executionOffset ?? (await store.lastId(journalKeys(account.id).execution)) ?? '0'
  const journal = await resumed.openWriter({ executionOffset, carry: !isComplete })
  checkClock(context, journal.place().tsMs)
  const state = partSnapshot(resumed.compiled.snapshot(), cut.graph, graphHash(cut.graph, world, KERNEL_VERSION))
  const compiled = compile(cut.graph, world, { kernelVersion: KERNEL_VERSION, capacity: 1, snapshot: state })
  const edge = await edgeWriter({ ...edgeInputs, seq: journal.place().seq })
  return { resumed, journal, compiled, edge, decisions, executionOffset }
}
