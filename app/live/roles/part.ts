/** One part of a cut graph as a process: slices from the slicer or from edges, its own snapshots, an edge for the parts that read it. */
import { systemClock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { type GraphCut, ownNodes } from '../../../graph/engine/define/cut.js'
import { encodeReaderCheckpoint } from '../../../streams/edge/records.js'
import { SepError } from '../../../model/error-codes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { edgeKeys, edgePatterns } from '../../../streams/edge/keys.js'
import type { Lease, Store } from '../../../store/store.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import type { JournalPlace } from '../../../streams/snapshot/stored.js'
import type { World } from '../../../model/world.js'
import { edgeHeaderOf, type EdgeWriter, edgeWriter, writeEdgeHeader } from '../../../streams/edge/writer.js'
import { bestEffort, retryStore } from '../../../store/store-fault.js'
import { type SnapshotWriter, snapshotWriter } from '../../../streams/snapshot/writer.js'
import { edgeFrames } from '../../../streams/edge/frames.js'
import { finishWrites } from '../finish-writes.js'
import { type PartStateInputs, type RestoredPart, restorePart } from './part-state.js'

export interface PartInputs extends PartStateInputs {
  /** Of this part's edge: `edgeKeys(account, nodes).lease`. */
  readonly lease: Lease
  /** The slicer's frames after `fromMs` (NaN = from the start), in the compiled graph's frame: for the part that holds the sources. */
  readonly slices?: (
    compiled: Compiled<World>,
    fromMs: number,
    signal: AbortSignal,
  ) => AsyncIterable<Frame> | Iterable<Frame>
  readonly untilMs?: number
  readonly snapshotEveryMs?: number
  readonly log?: Logger
  readonly patienceMs?: number
  readonly signal?: AbortSignal
}
export interface PartRunInputs extends PartInputs {
  readonly sinks?: (compiled: Compiled<World>) => readonly FrameSink[]
}
export interface OpenedPart {
  readonly compiled: Compiled<World>
  readonly cut: GraphCut
  /** Which snapshot was used and which was damaged. */
  readonly notes: readonly string[]
  /** Offset in the `execution` stream of the newest slice that was read; undefined = none yet. */
  executionOffset(): string | undefined
  /** Where the state stands, counted in slices. */
  place(): JournalPlace
  frames(signal: AbortSignal): AsyncIterable<Frame> | Iterable<Frame>
  /** Called after a snapshot is safe. */
  onSnapshot(listener: () => Promise<void>): void
  /** The first sinks one after the other, the edge, the later sinks, then the snapshot when it is due. */
  saved(first: readonly FrameSink[], later: readonly FrameSink[]): FrameSink
}

/** Runs until the signal, the end of the slices or `untilMs`. */
export const runPart = async (inputs: PartRunInputs): Promise<Compiled> => {
  const { compiled, frames, saved } = await openPart(inputs)
  const { clock = systemClock, signal } = inputs
  await run(compiled, frames, [saved([], inputs.sinks?.(compiled) ?? [])], { clock, ...(signal ? { signal } : {}) })
  return compiled
}

/** The part's state as it was, its edge open for writing. */
export const openPart = async (inputs: PartInputs): Promise<OpenedPart> => {
  const { store, account } = inputs
  const restored = await restorePart(inputs)
  const { compiled, cut } = restored
  const edge = await openEdge(inputs, restored)
  const at: PartPosition = { place: restored.place, executionOffset: restored.executionOffset }
  const listeners: (() => Promise<void>)[] = []
  const snapshots = snapshotWriter({
    store,
    slots: edgeKeys(account, cut.part).snapshots,
    ...restored.slots,
    ...(inputs.snapshotEveryMs === undefined ? {} : { everyMs: inputs.snapshotEveryMs }),
    onSaved: async (olderTsMs) => {
      await afterSnapshot(store, account, cut, edge, olderTsMs)
      for (const listener of listeners) await listener()
    },
  })
  return {
    compiled,
    cut,
    notes: restored.notes,
    executionOffset: () => at.executionOffset,
    place: () => at.place,
    frames: (signal) => framesOf(inputs, restored, at, signal),
    onSnapshot: (listener) => void listeners.push(listener),
    saved: (first, later) => {
      const retry = { clock: inputs.clock ?? systemClock, ...(inputs.signal ? { signal: inputs.signal } : {}) }
      const out = edge ? [{ write: (frame: Frame) => retryStore(async () => edge.write(frame), retry) }] : []
      return finishWrites(savedSink(inputs, restored, at, [...first, ...out, ...later], snapshots))
    },
  }
}

/** Where the part stands, moved by its source and its sink. */
interface PartPosition {
  place: JournalPlace
  executionOffset: string | undefined
}

/** Null where no other part reads this one: then its header alone is written. */
const openEdge = async (
  { store, lease, account }: PartInputs,
  { cut, world, wholeHash, place }: RestoredPart,
): Promise<EdgeWriter | null> => {
  if (cut.outputs.columns.length > 0)
    return edgeWriter({ store, lease, account, cut, graphHash: wholeHash, world, seq: place.seq })
  await writeEdgeHeader(store, account, edgeHeaderOf(cut, wholeHash, world))
  return null
}

const framesOf = (
  inputs: PartInputs,
  { cut, world, wholeHash, compiled, place }: RestoredPart,
  at: PartPosition,
  signal: AbortSignal,
): AsyncIterable<Frame> | Iterable<Frame> => {
  const { store, account, untilMs, patienceMs, clock = systemClock } = inputs
  const { seq, tsMs } = place
  if (cut.head) {
    if (!inputs.slices)
      throw new SepError('bad-graph', `--nodes ${inputs.nodes}: this part holds the sources and needs the slicer`)
    return inputs.slices(compiled, tsMs, signal)
  }
  return edgeFrames({
    ...{ store, account, cut, graphHash: wholeHash, world, frame: compiled.frame, seq, tsMs, clock, signal },
    onExecutionOffset: (offset) => {
      at.executionOffset = offset
    },
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })
}

/** Moves the position, so that the sinks know it, writes them all, then the snapshot if it is due. */
const savedSink = (
  { log }: PartInputs,
  { compiled }: RestoredPart,
  at: PartPosition,
  sinks: readonly FrameSink[],
  snapshots: SnapshotWriter,
): FrameSink => {
  // A failed snapshot must not end the run: a restart then begins further back.
  const skipFaults = (act: () => Promise<void>): Promise<void> =>
    bestEffort(act, (error) => log?.(`snapshot: ${error.message}`))
  let isWhole = true
  return {
    write: async (frame) => {
      isWhole = false
      at.place = {
        ...at.place,
        seq: at.place.seq + frame.slices,
        tsMs: frame.time.tsMs[frame.slices - 1] as number,
        ...(at.executionOffset === undefined ? {} : { executionOffset: at.executionOffset }),
      }
      for (const sink of sinks) await sink.write(frame)
      await skipFaults(() => snapshots.after(compiled, at.place))
      isWhole = true
    },
    close: async () => {
      for (const sink of sinks) await sink.close?.()
      if (isWhole) await skipFaults(() => snapshots.now(compiled, at.place))
    },
  }
}

/** A new snapshot lets the writers of its inputs trim, and its own edge be trimmed. */
const afterSnapshot = async (
  store: Store,
  account: string,
  cut: GraphCut,
  edge: EdgeWriter | null,
  olderTsMs: number,
): Promise<void> => {
  const fields = { [cut.part]: encodeReaderCheckpoint({ tsMs: olderTsMs, nodes: ownNodes(cut) }) }
  for (const key of await store.keys(edgePatterns(account).readers)) {
    if (cut.part in (await store.hashAll(key))) await store.write([{ op: 'hashSet', key, fields }])
  }
  await edge?.trim()
}
