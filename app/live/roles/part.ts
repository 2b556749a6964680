/** One part of a cut graph as a process: slices from the slicer or from edges, its own snapshots, an edge for what others read. */
import { type Clock, systemClock } from '../../../lib/clock.js'
import { compile, type Compiled } from '../../../graph/engine/run/compile.js'
import { cutGraph, type GraphCut, ownNodes } from '../../../graph/engine/define/cut.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import { encodeReaderCheckpoint } from '../../../streams/edge/records.js'
import { SepError } from '../../../model/error-codes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import { partSnapshot } from '../../../graph/engine/define/part-snapshot.js'
import { edgeKeys, edgePatterns } from '../../../streams/edge/keys.js'
import type { Binding } from '../../../graph/engine/define/operator.js'
import type { Lease, Store } from '../../../store/store.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { CHAIN_START } from '../../../streams/sealed-entry.js'
import type { Snapshot } from '../../../graph/engine/run/snapshot.js'
import type { JournalPlace } from '../../../streams/snapshot/stored.js'
import type { World } from '../../../model/world.js'
import { edgeHeaderOf, type EdgeWriter, edgeWriter, writeEdgeHeader } from '../../../streams/edge/writer.js'
import { bestEffort, retryStore } from '../../../store/store-fault.js'
import { snapshotWriter } from '../../../streams/snapshot/writer.js'
import { edgeFrames } from '../../../streams/edge/frames.js'
import { canResume } from '../../../streams/edge/can-resume.js'
import { loadSnapshots } from '../../../streams/snapshot/loader.js'
import { isoTime } from '../../../lib/iso-time.js'

export interface PartInputs {
  readonly store: Store
  /** Of this part's edge: `edgeKeys(account, nodes).lease`. */
  readonly lease: Lease
  readonly account: string
  /** The whole graph and all its instruments: every part is given the same. */
  readonly graph: Graph<World>
  readonly world: World
  /** `gates..allocate`, or a list. */
  readonly nodes: string
  /** A partition's instruments; default all. */
  readonly partition?: World
  readonly bindings: readonly Binding<World>[]
  readonly kernelVersion: string
  /** State of the whole graph to begin with, where this part has no snapshot of its own that it can go on from. */
  readonly start?: { readonly state: Snapshot | null; readonly executionOffset?: string | undefined }
  /** The slicer's frames after `fromMs` (NaN = from the start), in the compiled graph's frame: for the part that holds the sources. */
  readonly slices?: (
    compiled: Compiled<World>,
    fromMs: number,
    signal: AbortSignal,
  ) => AsyncIterable<Frame> | Iterable<Frame>
  /** Slices of a frame: 1 live, more to catch up faster. */
  readonly capacity?: number
  readonly untilMs?: number
  readonly snapshotEveryMs?: number
  /** Told of a store that is away. */
  readonly say?: (text: string) => void
  /** After a snapshot has moved. */
  readonly upkeep?: () => Promise<void>
  readonly patienceMs?: number
  readonly clock?: Clock
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
  /** What the newest slice that the state has seen says of the `execution` stream; undefined = nothing yet. */
  executionOffset(): string | undefined
  /** Where the state stands, counted in slices. */
  place(): JournalPlace
  frames(signal: AbortSignal): AsyncIterable<Frame> | Iterable<Frame>
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
  const { store, account, graph, kernelVersion, clock = systemClock } = inputs
  const cut = cutGraph(graph, inputs.nodes)
  const world = inputs.partition ?? inputs.world
  const whole = graphHash(graph, inputs.world, kernelVersion)
  const keys = edgeKeys(account, partName(cut, inputs.partition))
  const named: GraphCut = { ...cut, part: partName(cut, inputs.partition) }
  const loaded = await loadSnapshots(store, keys.snapshots)
  const own = graphHash(cut.graph, world, kernelVersion)
  const state = inputs.start?.state ?? null
  const newest = loaded.snapshots.find(({ snapshot }) => snapshot.graphHash === own)
  const goesOn =
    newest !== undefined &&
    (!(state && (newest.place.seq < state.seq || newest.place.tsMs < state.tsMs)) ||
      (await canResume(store, account, named, whole, newest.place)))
  const saved = goesOn ? newest : undefined
  const snapshot = saved?.snapshot ?? (state ? partSnapshot(state, cut.graph, own) : undefined)
  const compiled = compile(cut.graph, world, {
    bindings: inputs.bindings,
    kernelVersion,
    capacity: inputs.capacity ?? 1,
    clock,
    ...(snapshot ? { snapshot } : {}),
  })
  let executionOffset = saved ? saved.place.executionOffset : inputs.start?.executionOffset
  let place: JournalPlace = {
    seq: snapshot?.seq ?? 0,
    tsMs: snapshot?.tsMs ?? Number.NaN,
    hash: CHAIN_START,
    base: null,
    lastId: null,
  }
  const { seq, tsMs } = place
  const edge =
    cut.outputs.columns.length > 0
      ? await edgeWriter({ store, lease: inputs.lease, account, cut: named, graphHash: whole, world, seq })
      : await writeEdgeHeader(store, account, edgeHeaderOf(named, whole, world))
  const frames = (signal: AbortSignal): AsyncIterable<Frame> | Iterable<Frame> => {
    if (!cut.head) {
      const { untilMs, patienceMs } = inputs
      return edgeFrames({
        store,
        account,
        cut: named,
        graphHash: whole,
        world,
        frame: compiled.frame,
        seq,
        tsMs,
        clock,
        signal,
        onExecutionOffset: (now) => {
          executionOffset = now
        },
        ...(untilMs === undefined ? {} : { untilMs }),
        ...(patienceMs === undefined ? {} : { patienceMs }),
      })
    }
    if (!inputs.slices)
      throw new SepError('bad-graph', `--nodes ${cut.part}: this part holds the sources and needs the slicer`)
    return inputs.slices(compiled, tsMs, signal)
  }
  const writer = snapshotWriter({
    store,
    slots: keys.snapshots,
    next: loaded.next,
    newestTsMs: saved ? tsMs : Number.NaN,
    ...(inputs.snapshotEveryMs === undefined ? {} : { everyMs: inputs.snapshotEveryMs }),
    onSaved: async (olderTsMs) => {
      await moved(store, account, named, edge ?? null, olderTsMs)
      await inputs.upkeep?.()
    },
  })
  // A snapshot is not worth the end of the run: a restart begins further back.
  const unlessAway = (act: () => Promise<void>): Promise<void> =>
    bestEffort(act, (error) => inputs.say?.(`snapshot: ${error.message}`))
  const began = saved ? 'snapshot' : state ? 'state of the journal' : null
  return {
    compiled,
    cut: named,
    notes: [...loaded.damaged, began ? `${began} at ${isoTime(tsMs)} restored` : 'no snapshot'],
    executionOffset: () => executionOffset,
    place: () => place,
    frames,
    saved: (first, later) => {
      const patience = { clock, ...(inputs.signal ? { signal: inputs.signal } : {}) }
      const out = edge ? [{ write: (frame: Frame) => retryStore(async () => edge.write(frame), patience) }] : []
      const all: readonly FrameSink[] = [...first, ...out, ...later]
      let isWhole = true
      return {
        write: async (frame) => {
          isWhole = false
          const offsetHere = executionOffset
          // Where the part stands is known to its sinks, too.
          place = {
            ...place,
            seq: place.seq + frame.slices,
            tsMs: frame.time.tsMs[frame.slices - 1] as number,
            ...(offsetHere === undefined ? {} : { executionOffset: offsetHere }),
          }
          for (const sink of all) await sink.write(frame)
          await unlessAway(() => writer.after(compiled, place))
          isWhole = true
        },
        close: async () => {
          for (const sink of all) await sink.close?.()
          if (isWhole) await unlessAway(() => writer.now(compiled, place))
        },
      }
    },
  }
}

const partName = (cut: GraphCut, partition: World | undefined): string =>
  partition ? `${cut.part}@${partition.instruments.map(({ name }) => name).join('+')}` : cut.part

/** A moved snapshot lets the writers of its inputs trim, and its own edge be trimmed. */
const moved = async (
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
