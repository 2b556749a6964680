/** One part of a cut graph as a process: slices from the slicer or from edges, its own snapshots, an edge for what others read. */
import { type Clock, systemClock } from '../graph/clock.js'
import { type Compiled, compile } from '../graph/compile.js'
import { cutGraph, type GraphCut, ownNodes } from '../graph/cut.js'
import type { Graph } from '../graph/define.js'
import { encodeReader } from '../graph/edge-records.js'
import { SepError } from '../graph/errors.js'
import type { Frame } from '../graph/frame.js'
import { graphHash } from '../graph/hash.js'
import { edgeKeys, edgePatterns } from '../store/edge-keys.js'
import type { Binding } from '../graph/operator.js'
import type { Lease, Store } from '../graph/ports.js'
import { type FrameSink, run } from '../graph/rx.js'
import { CHAIN_START } from '../graph/sealed-entry.js'
import type { JournalPlace } from '../graph/stored-snapshot.js'
import type { World } from '../graph/world.js'
import { type EdgeSink, edgeSink } from '../sinks/edge.js'
import { snapshotWriter } from '../sinks/snapshots/snapshot-writer.js'
import { edgeFrames } from '../sources/edge/edge-frames.js'
import { loadSnapshots } from '../sources/journal/load-snapshots.js'

export interface PartInputs {
  readonly store: Store
  /** Of this part's edge: `edgeKeys(account, nodes).lease`. */
  readonly lease: Lease
  readonly account: string
  /** The whole graph and all its instruments: every part is given the same. */
  readonly graph: Graph
  readonly world: World
  /** `gates..allocate`, or a list. */
  readonly nodes: string
  /** A partition's instruments; default all. */
  readonly partition?: World
  readonly bindings: readonly Binding[]
  readonly kernelVersion: string
  /** The slicer's frames after `fromMs` (NaN = from the start), in the compiled graph's frame: for the part that holds the sources. */
  readonly slices?: (compiled: Compiled, fromMs: number, signal: AbortSignal) => AsyncIterable<Frame> | Iterable<Frame>
  readonly sinks?: (compiled: Compiled) => readonly FrameSink[]
  /** Slices of a frame: 1 live, more to catch up faster. */
  readonly capacity?: number
  readonly untilMs?: number
  readonly snapshotEveryMs?: number
  readonly patienceMs?: number
  readonly clock?: Clock
  readonly signal?: AbortSignal
  /** Told which snapshot was used and which was damaged. */
  readonly onStart?: (says: readonly string[]) => void
}

/** Runs until the signal, the end of the slices or `untilMs`. */
export const runPart = async (inputs: PartInputs): Promise<Compiled> => {
  const { store, account, graph, kernelVersion, clock = systemClock } = inputs
  const cut = cutGraph(graph, inputs.nodes)
  const world = inputs.partition ?? inputs.world
  const whole = graphHash(graph, inputs.world, kernelVersion)
  const keys = edgeKeys(account, partName(cut, inputs.partition))
  const named: GraphCut = { ...cut, part: partName(cut, inputs.partition) }
  const loaded = await loadSnapshots(store, keys.snapshots)
  const own = graphHash(cut.graph, world, kernelVersion)
  const saved = loaded.snapshots.find(({ snapshot }) => snapshot.graphHash === own)
  const compiled = compile(cut.graph, world, {
    bindings: inputs.bindings,
    kernelVersion,
    capacity: inputs.capacity ?? 1,
    clock,
    ...(saved ? { snapshot: saved.snapshot } : {}),
  })
  const seq = saved?.place.seq ?? 0
  const tsMs = saved?.place.tsMs ?? Number.NaN
  inputs.onStart?.([...loaded.damaged, saved ? `snapshot at ${new Date(tsMs).toISOString()} restored` : 'no snapshot'])
  const edge =
    cut.outputs.columns.length > 0
      ? await edgeSink({ store, lease: inputs.lease, account, cut: named, graphHash: whole, world, seq })
      : null
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
        ...(untilMs === undefined ? {} : { untilMs }),
        ...(patienceMs === undefined ? {} : { patienceMs }),
      })
    }
    if (!inputs.slices)
      throw new SepError('bad-graph', `--nodes ${cut.part}: this part holds the sources and needs the slicer`)
    return inputs.slices(compiled, tsMs, signal)
  }
  const before = [...(edge ? [edge] : []), ...(inputs.sinks?.(compiled) ?? [])]
  const sink = savedAfter(inputs, named, compiled, before, { ...loaded, seq, tsMs }, edge)
  await run(compiled, frames, [sink], { clock, ...(inputs.signal ? { signal: inputs.signal } : {}) })
  return compiled
}

const partName = (cut: GraphCut, partition: World | undefined): string =>
  partition ? `${cut.part}@${partition.instruments.map(({ name }) => name).join('+')}` : cut.part

/**
 * The sinks one after the other, then the snapshot when it is due: a state is saved only after all that it led to is out.
 * A moved snapshot lets the writers of its inputs trim, and its own edge be trimmed.
 */
const savedAfter = (
  { store, account, snapshotEveryMs }: PartInputs,
  cut: GraphCut,
  compiled: Compiled,
  sinks: readonly FrameSink[],
  from: { readonly next: 0 | 1; readonly seq: number; readonly tsMs: number },
  edge: EdgeSink | null,
): FrameSink => {
  let place: JournalPlace = { seq: from.seq, tsMs: from.tsMs, hash: CHAIN_START, base: null, lastId: null }
  const writer = snapshotWriter({
    store,
    slots: edgeKeys(account, cut.part).snapshots,
    next: from.next,
    newestTsMs: from.tsMs,
    ...(snapshotEveryMs === undefined ? {} : { everyMs: snapshotEveryMs }),
    onMoved: async (olderTsMs) => {
      const fields = { [cut.part]: encodeReader({ tsMs: olderTsMs, nodes: ownNodes(cut) }) }
      for (const key of await store.keys(edgePatterns(account).readers)) {
        if (cut.part in (await store.hashAll(key))) await store.write([{ op: 'hashSet', key, fields }])
      }
      await edge?.trim()
    },
  })
  let whole = true
  return {
    write: async (frame) => {
      whole = false
      for (const sink of sinks) await sink.write(frame)
      place = { ...place, seq: place.seq + frame.slices, tsMs: frame.time.tsMs[frame.slices - 1] as number }
      await writer.after(compiled, place)
      whole = true
    },
    close: async () => {
      for (const sink of sinks) await sink.close?.()
      if (whole) await writer.now(compiled, place)
    },
  }
}
