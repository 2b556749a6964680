/** Start of a live graph: the newest whole snapshot, the journal's tail with muted sinks, and where the journal goes on. */
import type { Clock } from '../../lib/clock.js'
import { compile, type Compiled } from '../../graph/engine/run/compile.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { SepError } from '../../model/error-codes.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { graphHash } from '../../graph/engine/hash/hash.js'
import { journalKeys } from './keys.js'
import type { SliceRecord } from './records.js'
import type { Binding } from '../../graph/engine/define/operator.js'
import type { Lease, Store } from '../../store/store.js'
import { type FrameSink, run } from '../../graph/engine/run/rx.js'
import { CHAIN_START } from '../sealed-entry.js'
import { type SliceLayout, sliceLayout } from '../../graph/engine/run/slice-layout.js'
import type { Snapshot } from '../../graph/engine/run/snapshot.js'
import type { JournalPlace } from '../snapshot/stored.js'
import type { World } from '../../model/world.js'
import { type DecisionWriter, decisionWriter } from '../decisions/writer.js'
import type { JournalWriter } from './writer.js'
import { findStart, type StartingPoint } from './starting-point.js'
import { journalFrames } from './frames.js'
import { loadSnapshots } from '../snapshot/loader.js'
import { isSlice, isStart, journalEntry, readJournal } from './reader.js'
import type { JournalIdentity } from './identity.js'
import { openJournal, type OpenOptions } from './open.js'
import { recordedOutputs } from './recorded-outputs.js'

export interface ResumeInputs extends JournalIdentity {
  /** Loop nodes that may start without their state after a change of settings. */
  readonly resetNodes?: readonly string[]
  /** State to begin with where there is no journal: history that the market's nodes have seen. */
  readonly warm?: () => Promise<Snapshot | null>
  /** See the tail's frames as well: an edge takes what a crash had kept from it. `at`: of the frame's slice, `told` as its journal record says it. */
  readonly tailSinks?: (
    compiled: Compiled<World>,
    seq: number,
    at: () => { readonly place: JournalPlace; readonly executionOffset: string | undefined },
  ) => Promise<readonly FrameSink[]>
  readonly clock?: Clock
  /** Ends the tail's replay where it stands: what is given then must not be used. */
  readonly signal?: AbortSignal
}
export interface Resumed {
  readonly compiled: Compiled<World>
  readonly layout: SliceLayout
  /** Where the journal ends, before the new start record. */
  readonly place: JournalPlace
  /** Where the tail began that was stepped. */
  readonly tailFrom: JournalPlace
  /** The journal's last slice: held quotes and the control row in force. */
  readonly last: SliceRecord | null
  /** As the journal's last entry says it. */
  readonly executionOffset: string | undefined
  readonly decisions: DecisionWriter
  /** For the snapshot writer. */
  readonly slots: { readonly next: 0 | 1; readonly newestTsMs: number }
  readonly tailSlices: number
  /** Slices of the tail whose recorded digests this code does not make again; 0 = equal. */
  readonly differingSlices: number
  /** What was used, what was damaged, in sentences. */
  readonly notes: readonly string[]
  /** Writes the start record and gives the journal's writer. Call after any warm-up of the compiled graph. */
  openWriter(options?: OpenOptions): Promise<JournalWriter>
}

/** Frames of one slice; the compiled graph is as it was after the journal's last slice, or cold where there is no journal. */
export const resume = async (inputs: ResumeInputs): Promise<Resumed> => {
  const { store, account, graph, world } = inputs
  const layout = sliceLayout(
    graph,
    graph.nodes.filter(({ role }) => role === 'source').map(({ id }) => id),
  )
  const decisions = decisionWriter(store, inputs.lease, account, graph, world)
  const { snapshots, next } = await loadSnapshots(store, journalKeys(account).snapshots)
  const slots = { next, newestTsMs: snapshots[0]?.place.tsMs ?? Number.NaN }
  const point = await lastPoint(store, account)
  const warm = point ? null : ((await inputs.warm?.()) ?? null)
  const compiled = compileFrom(inputs, point, warm)
  const shared = { compiled, layout, decisions, slots }
  if (!point) {
    const place = { seq: 0, tsMs: Number.NaN, hash: CHAIN_START, base: null, lastId: null }
    const openWriter = (options?: OpenOptions) => openJournal(inputs, compiled, layout, place, null, options)
    return {
      ...shared,
      place,
      tailFrom: place,
      last: null,
      executionOffset: undefined,
      tailSlices: 0,
      differingSlices: 0,
      notes: ['no journal: a first start'],
      openWriter,
    }
  }
  const tail = await replayTail(inputs, compiled, layout, point, decisions)
  return {
    ...shared,
    place: tail.place,
    tailFrom: point.place,
    last: await lastSlice(store, account, tail.place),
    executionOffset: (await journalEntry(store, account, tail.place.lastId as string))?.record.executionOffset,
    tailSlices: tail.slices,
    differingSlices: tail.differing,
    notes: [...point.notes, ...cautions(inputs, compiled, point), `${tail.slices} slices of the journal replayed`],
    openWriter: (options) => openJournal(inputs, compiled, layout, tail.place, point, options),
  }
}

const lastPoint = async (store: Store, account: string): Promise<StartingPoint | null> => {
  const lastId = await store.lastId(journalKeys(account).slice)
  if (lastId === null) return null
  const entry = await journalEntry(store, account, lastId)
  return entry ? findStart(store, account, entry) : null
}

const compileFrom = (inputs: ResumeInputs, point: StartingPoint | null, warm: Snapshot | null): Compiled<World> => {
  const { graph, world, bindings, kernelVersion, resetNodes } = inputs
  if (point && rowsOf(point.start.world) !== rowsOf(world)) {
    throw new SepError(
      'bad-snapshot',
      `journal ${inputs.account} is of ${rowsOf(point.start.world)}, now it would be ${rowsOf(world)}: use another account's journal or move it away`,
    )
  }
  const same = point?.start.graphHash === graphHash(graph, world, kernelVersion)
  return compile(graph, world, {
    bindings,
    kernelVersion,
    capacity: 1,
    ...(inputs.clock ? { clock: inputs.clock } : {}),
    ...(point?.snapshot ? { snapshot: point.snapshot } : warm ? { snapshot: warm } : {}),
    ...(resetNodes || !same ? { resetNodes: resetNodes ?? [] } : {}),
  })
}

/** What a row means must not change. A margin rate or a limit may: brokers change them, and the graph's hash tells. */
const rowsOf = (world: {
  readonly home: string
  readonly traded: Uint8Array
  readonly instruments: readonly { readonly name: string; readonly displayPrecision: number }[]
}): string => {
  const rows = world.instruments.map(
    ({ name, displayPrecision }, k) =>
      `${name} (${displayPrecision} digits${world.traded[k] === 1 ? '' : ', not traded'})`,
  )
  return `${rows.join(', ')} in ${world.home}`
}

const lastSlice = async (store: Store, account: string, place: JournalPlace): Promise<SliceRecord | null> => {
  if (Number.isNaN(place.tsMs)) return null
  const entry = await journalEntry(store, account, `${place.tsMs}-0`)
  return entry && isSlice(entry) ? entry.record : null
}

interface Tail {
  readonly place: JournalPlace
  readonly slices: number
  readonly differing: number
}

/** Steps the tail; writes decisions that a crash had kept from being written, counts those that come out differently. */
const replayTail = async (
  { store, account, clock, signal, inParts, tailSinks }: ResumeInputs,
  compiled: Compiled<World>,
  layout: SliceLayout,
  point: StartingPoint,
  writer: DecisionWriter,
): Promise<Tail> => {
  const sameGraph = point.start.graphHash === compiled.graphHash
  const recorded = await recordedOutputs(store, account, compiled.graph, point.place.tsMs)
  let place = point.place
  let executionOffset: string | undefined
  let slices = 0
  let differing = 0
  const frames = async function* (): AsyncGenerator<Frame> {
    for await (const { frame, entries } of journalFrames(compiled.frame, layout, entriesAfter())) {
      const entry = entries.at(-1)
      place = entry?.place ?? place
      executionOffset = entry?.record.executionOffset
      yield frame
    }
  }
  const entriesAfter = async function* () {
    for await (const entry of readJournal(store, account, point.place)) {
      if (isStart(entry)) place = entry.place
      yield entry
    }
  }
  const check = async (frame: Frame): Promise<void> => {
    slices++
    if (inParts) return
    const { isComplete, difference } = await recorded.at(frame, 0, place)
    if (difference) differing++
    if (!isComplete && sameGraph) await writer.write(frame, 0, place)
  }
  const sinks = (await tailSinks?.(compiled, point.place.seq, () => ({ place, executionOffset }))) ?? []
  await run(compiled, frames, [{ write: check }, ...sinks], {
    ...(clock ? { clock } : {}),
    ...(signal ? { signal } : {}),
  })
  return { place, slices, differing }
}

const cautions = (inputs: ResumeInputs, compiled: Compiled<World>, point: StartingPoint): readonly string[] => [
  ...(point.start.graphHash === compiled.graphHash ? [] : ['the graph has changed since']),
  ...(compiled.cold.length > 0 ? [`without their state: ${compiled.cold.join(', ')}`] : []),
  ...(inputs.resetNodes?.length ? [`reset: ${inputs.resetNodes.join(', ')}`] : []),
]
