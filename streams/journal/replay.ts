/** `sep replay --journal`: runs a recorded span through the same graph without outputs and compares every output byte. */
import type { Compiled } from '../../graph/engine/run/compile.js'
import { SepError } from '../../model/error-codes.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { journalKeys } from './keys.js'
import type { SliceRecord, StartRecord } from './records.js'
import type { Store } from '../../store/store.js'
import { idBeforeMs, lastIdOf, msOf } from '../../store/stream-id.js'
import { type FrameSink, run } from '../../graph/engine/run/rx.js'
import { decodeSnapshot } from '../../graph/engine/run/snapshot.js'
import type { GraphOf } from './graph-file.js'
import { type JournalSegment, journalSegment } from './segment.js'
import { type RecordedOutputs, recordedOutputs } from './recorded-outputs.js'
import { findStart } from './starting-point.js'
import { journalFrames } from './frames.js'
import { isSlice, isStart, type JournalEntry, readJournal } from './reader.js'
import type { World } from '../../model/world.js'
import { isoTime } from '../../lib/iso-time.js'

export interface ReplayJournalInputs {
  readonly store: Store
  readonly account: string
  /** Slices to compare: [fromMs, toMs]. */
  readonly fromMs: number
  readonly toMs: number
  /** Builds the graph of a start record from its name and settings. */
  readonly graphOf: GraphOf
  readonly signal?: AbortSignal
  /** Called for each slice that is compared, with its record. */
  readonly onSlice?: (record: SliceRecord, start: StartRecord) => void | Promise<void>
  /** Get every frame that is run, of slices before the span too; made for each compiled graph. */
  readonly sinks?: (compiled: Compiled<World>) => readonly FrameSink[]
}
export interface JournalDifference {
  readonly tsMs: number
  readonly node: string
  readonly column: string
}
export interface JournalReplay {
  readonly account: string
  /** tsMs of the first and last slice compared. */
  readonly fromMs: number
  readonly toMs: number
  readonly graphHash: string
  /** Slices in which every output column has the recorded digest. */
  readonly equal: number
  readonly differing: number
  /** Slices without recorded digests: the process ended before writing them. */
  readonly unrecorded: number
  /** Slices run before the span to rebuild the state. */
  readonly leadIn: number
  readonly orders: number
  readonly first: JournalDifference | null
  readonly notes: readonly string[]
}

export const replayJournal = async (inputs: ReplayJournalInputs): Promise<JournalReplay> => {
  const { store, account, fromMs, toMs } = inputs
  const first = await firstSlice(store, account, fromMs, toMs)
  const point = await findStart(store, account, first, true)
  const tally = createTally(inputs)
  let segment = journalSegment(account, inputs.graphOf, point.start, point.snapshot)
  const recordedOf = ({ graph }: Compiled<World>) => recordedOutputs(store, account, graph, first.record.tsMs)
  let recorded = await recordedOf(segment.compiled)
  const graphHash = segment.compiled.graphHash
  // A start that does not continue ends the segment: what follows runs in a graph of its own.
  let pending: JournalEntry | undefined
  const entries = readJournal(store, account, point.place, lastIdOf(toMs))
  for (;;) {
    pending = undefined
    const span = async function* (): AsyncGenerator<JournalEntry> {
      for (let next = await entries.next(); !next.done; next = await entries.next()) {
        if (isStart(next.value) && next.value.record.state !== 'continues') {
          pending = next.value
          return
        }
        yield next.value
      }
    }
    await runSegment(segment, recorded, span(), tally, inputs)
    const begun = pending as JournalEntry | undefined
    if (!begun || !isStart(begun)) break
    segment = journalSegment(
      account,
      inputs.graphOf,
      begun.record,
      begun.record.carried ? decodeSnapshot(begun.record.carried) : null,
    )
    recorded = await recordedOf(segment.compiled)
  }
  return { account, graphHash, notes: [...point.notes, ...tally.notes()], ...tally.result() }
}

const firstSlice = async (
  store: Store,
  account: string,
  fromMs: number,
  toMs: number,
): Promise<JournalEntry<SliceRecord>> => {
  const after = idBeforeMs(fromMs)
  for await (const entry of readJournal(store, account, after, lastIdOf(toMs))) {
    if (isSlice(entry)) return entry
  }
  const { slice } = journalKeys(account)
  const ends = [(await store.range(slice, '0', '+', 2)).at(-1)?.id, await store.lastId(slice)]
  const [from, to] = ends.map((id) => (id ? isoTime(msOf(id)) : 'nothing'))
  throw new SepError('missing-data', `journal ${account}: no slice in this span; it holds ${from} to ${to}`)
}

interface Tally {
  look(
    segment: JournalSegment,
    recorded: RecordedOutputs,
    frame: Frame,
    entries: readonly JournalEntry<SliceRecord>[],
  ): Promise<void>
  result(): Omit<JournalReplay, 'account' | 'graphHash' | 'notes'>
  notes(): readonly string[]
}

const lostNote = (lost: readonly number[]): string =>
  `${lost.length} slices, the first ${isoTime(lost[0] as number)}: the store has lost the journal entry that the recorded outputs ` +
  'belong to; they are not compared'

const createTally = (inputs: ReplayJournalInputs): Tally => {
  let [fromMs, toMs] = [Number.NaN, Number.NaN]
  const counts = { equal: 0, differing: 0, unrecorded: 0, leadIn: 0, orders: 0 }
  let first: JournalDifference | null = null
  const lost: number[] = []
  return {
    look: async ({ start }, recorded, frame, entries) => {
      for (const [s, { record, place }] of entries.entries()) {
        if (record.tsMs < inputs.fromMs) {
          counts.leadIn++
          continue
        }
        if (Number.isNaN(fromMs)) fromMs = record.tsMs
        toMs = record.tsMs
        await inputs.onSlice?.(record, start)
        const { isComplete, orders, difference, isOfLostEntry } = await recorded.at(frame, s, place)
        if (isOfLostEntry) lost.push(record.tsMs)
        counts.orders += orders
        if (difference) {
          counts.differing++
          first ??= { tsMs: record.tsMs, node: difference.node, column: difference.column }
        } else if (isComplete) counts.equal++
        else counts.unrecorded++
      }
    },
    result: () => ({ fromMs, toMs, ...counts, first }),
    notes: () => (lost.length === 0 ? [] : [lostNote(lost)]),
  }
}

const runSegment = async (
  segment: JournalSegment,
  recorded: RecordedOutputs,
  journal: AsyncIterable<JournalEntry>,
  tally: Tally,
  { signal, sinks }: ReplayJournalInputs,
): Promise<void> => {
  let entries: readonly JournalEntry<SliceRecord>[] = []
  const frames = async function* (): AsyncGenerator<Frame> {
    for await (const filled of journalFrames(segment.compiled.frame, segment.layout, journal)) {
      entries = filled.entries
      yield filled.frame
    }
  }
  const sink = { write: (frame: Frame) => tally.look(segment, recorded, frame, entries) }
  await run(segment.compiled, frames, [...(sinks?.(segment.compiled) ?? []), sink], signal ? { signal } : {})
}
