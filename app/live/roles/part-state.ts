/** The state that a part of a cut graph begins with: its own snapshot if it can resume from it, else the state of the whole graph. */
import { type Clock, systemClock } from '../../../lib/clock.js'
import { isoTime } from '../../../lib/iso-time.js'
import { compile, type Compiled } from '../../../graph/engine/run/compile.js'
import { cutGraph, type GraphCut } from '../../../graph/engine/define/cut.js'
import type { Graph } from '../../../graph/engine/define/define.js'
import type { Binding } from '../../../graph/engine/define/operator.js'
import { partSnapshot } from '../../../graph/engine/define/part-snapshot.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import type { Snapshot } from '../../../graph/engine/run/snapshot.js'
import type { World } from '../../../model/world.js'
import type { Store } from '../../../store/store.js'
import { canResume } from '../../../streams/edge/can-resume.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { CHAIN_START } from '../../../streams/sealed-entry.js'
import { loadSnapshots } from '../../../streams/snapshot/loader.js'
import type { JournalPlace } from '../../../streams/snapshot/stored.js'

export interface PartStateInputs {
  readonly store: Store
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
  /** State of the whole graph, for a part that has no snapshot it can resume from. */
  readonly start?: { readonly state: Snapshot | null; readonly executionOffset?: string | undefined }
  /** Slices of a frame: 1 live, more to catch up faster. */
  readonly capacity?: number
  readonly clock?: Clock
}
export interface RestoredPart {
  /** Named for its partition, too. */
  readonly cut: GraphCut
  /** Rows of this process. */
  readonly world: World
  /** Hash of the whole graph. */
  readonly wholeHash: string
  readonly compiled: Compiled<World>
  readonly place: JournalPlace
  readonly executionOffset: string | undefined
  /** For the snapshot writer. */
  readonly slots: { readonly next: 0 | 1; readonly newestTsMs: number }
  /** Which snapshot was used and which was damaged. */
  readonly notes: readonly string[]
}

export const restorePart = async (inputs: PartStateInputs): Promise<RestoredPart> => {
  const { store, account, graph, kernelVersion, start, clock = systemClock } = inputs
  const cut = cutGraph(graph, inputs.nodes)
  const named: GraphCut = { ...cut, part: partName(cut, inputs.partition) }
  const world = inputs.partition ?? inputs.world
  const wholeHash = graphHash(graph, inputs.world, kernelVersion)
  const ownHash = graphHash(cut.graph, world, kernelVersion)
  const loaded = await loadSnapshots(store, edgeKeys(account, named.part).snapshots)
  const state = start?.state ?? null
  const newest = loaded.snapshots.find(({ snapshot }) => snapshot.graphHash === ownHash)
  const goesOn =
    newest !== undefined &&
    (!(state && (newest.place.seq < state.seq || newest.place.tsMs < state.tsMs)) ||
      (await canResume(store, account, named, wholeHash, newest.place)))
  const saved = goesOn ? newest : undefined
  const snapshot = saved?.snapshot ?? (state ? partSnapshot(state, cut.graph, ownHash) : undefined)
  const compiled = compile(cut.graph, world, {
    bindings: inputs.bindings,
    kernelVersion,
    capacity: inputs.capacity ?? 1,
    clock,
    ...(snapshot ? { snapshot } : {}),
  })
  const tsMs = snapshot?.tsMs ?? Number.NaN
  const source = saved ? 'snapshot' : state ? 'state of the journal' : null
  return {
    cut: named,
    world,
    wholeHash,
    compiled,
    place: { seq: snapshot?.seq ?? 0, tsMs, hash: CHAIN_START, base: null, lastId: null },
    executionOffset: saved ? saved.place.executionOffset : start?.executionOffset,
    slots: { next: loaded.next, newestTsMs: saved ? tsMs : Number.NaN },
    notes: [...loaded.damaged, source ? `${source} at ${isoTime(tsMs)} restored` : 'no snapshot'],
  }
}

const partName = (cut: GraphCut, partition: World | undefined): string =>
  partition ? `${cut.part}@${partition.instruments.map(({ name }) => name).join('+')}` : cut.part
