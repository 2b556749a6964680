/** Start of a live graph: restores the newest whole snapshot, steps the journal's tail without outputs, and continues the journal. */
import { graphHash } from '../../graph/engine/hash/hash.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import { type SliceLayout, sliceLayout } from '../../graph/engine/run/slice-layout.js'
import type { Snapshot } from '../../graph/engine/run/snapshot.js'
import type { World } from '../../model/world.js'
import type { Store } from '../../store/store.js'
import { type DecisionWriter, decisionWriter } from '../decisions/writer.js'
import { CHAIN_START } from '../sealed-entry.js'
import { loadSnapshots } from '../snapshot/loader.js'
import type { JournalPlace } from '../snapshot/stored.js'
import { checkGraphFile } from './graph-file.js'
import type { JournalIdentity } from './identity.js'
import { journalKeys } from './keys.js'
import { type OpenOptions, openJournal } from './open.js'
import { isSlice, type JournalEnd, journalEnd, journalEntry } from './reader.js'
import type { SliceRecord } from './records.js'
import { replayTail, type TailInputs } from './replay-tail.js'
import { type RestoreInputs, restoreGraph } from './restore-graph.js'
import { findStart, type StartingPoint } from './starting-point.js'
import type { JournalWriter } from './writer.js'

export interface ResumeInputs extends JournalIdentity, Omit<RestoreInputs, 'config'>, TailInputs {
  /** State to begin with where there is no journal: history that the market's nodes have seen. */
  readonly warm?: () => Promise<Snapshot | null>
  /** Makes the state of another graph, or of other settings, fit this one, before the journal's tail is stepped. */
  readonly adapt?: (state: Snapshot) => Promise<Snapshot>
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
  /** The one in the journal's last entry. */
  readonly executionOffset: string | undefined
  readonly decisions: DecisionWriter
  /** For the snapshot writer. */
  readonly slots: { readonly next: 0 | 1; readonly newestTsMs: number }
  readonly tailSlices: number
  /** Slices of the tail whose recorded digests this code does not reproduce; 0 = all equal. */
  readonly differingSlices: number
  /** What was used and what was damaged, as sentences. */
  readonly notes: readonly string[]
  /** Writes the start record and returns the journal's writer. Call it after any warm-up of the compiled graph. */
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
  const end = await journalEnd(store, account)
  const point = end.entry ? await adapted(inputs, await findStart(store, account, end.entry)) : null
  if (point) checkGraphFile(account, point.start.graphFile, inputs.graphFile)
  const warm = point ? null : ((await inputs.warm?.()) ?? null)
  const compiled = restoreGraph(inputs, point, warm)
  const shared = { compiled, layout, decisions, slots }
  if (!point) {
    return {
      ...shared,
      ...FIRST_START,
      notes: [firstNote(account, end, snapshots.length)],
      openWriter: (options) =>
        openJournal(inputs, compiled, layout, { ...EMPTY_JOURNAL, lastId: end.lastId }, null, options),
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
    notes: [
      ...lostNotes(account, end),
      ...point.notes,
      ...cautions(inputs, compiled, point),
      `${tail.slices} slices of the journal replayed`,
    ],
    openWriter: (options) =>
      openJournal(inputs, compiled, layout, { ...tail.place, lastId: end.lastId }, point, options),
  }
}

const adapted = async ({ graph, world, kernelVersion, adapt }: ResumeInputs, point: StartingPoint) => {
  const { snapshot, start } = point
  if (!adapt || !snapshot || start.graphHash === graphHash(graph, world, kernelVersion)) return point
  return { ...point, snapshot: await adapt(snapshot) }
}

const EMPTY_JOURNAL: JournalPlace = { seq: 0, tsMs: Number.NaN, hash: CHAIN_START, base: null, lastId: null }
const FIRST_START = {
  place: EMPTY_JOURNAL,
  tailFrom: EMPTY_JOURNAL,
  last: null,
  executionOffset: undefined,
  tailSlices: 0,
  differingSlices: 0,
}

const lostNotes = (account: string, { entry, lastId }: JournalEnd): readonly string[] =>
  entry?.place.lastId === lastId
    ? []
    : [
        `journal ${account}: entry ${lastId} is gone from the store; it goes on after ${entry?.place.lastId ?? 'nothing'}`,
      ]

const firstNote = (account: string, { lastId }: JournalEnd, snapshots: number): string =>
  lastId === null && snapshots === 0
    ? 'no journal: a first start'
    : `journal ${account}: its entries are gone from the store, ` +
      `${lastId === null ? 'its snapshots are there' : `it ended with ${lastId}`}: a first start`

const lastSlice = async (store: Store, account: string, place: JournalPlace): Promise<SliceRecord | null> => {
  if (Number.isNaN(place.tsMs)) return null
  const entry = await journalEntry(store, account, `${place.tsMs}-0`)
  return entry && isSlice(entry) ? entry.record : null
}

const cautions = (inputs: ResumeInputs, compiled: Compiled<World>, point: StartingPoint): readonly string[] => [
  ...(point.start.graphHash === compiled.graphHash ? [] : ['the graph has changed since']),
  ...(compiled.cold.length > 0 ? [`without their state: ${compiled.cold.join(', ')}`] : []),
  ...(inputs.resetNodes?.length ? [`reset: ${inputs.resetNodes.join(', ')}`] : []),
]
