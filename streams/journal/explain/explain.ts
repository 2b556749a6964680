/** `sep replay --explain`: why a recorded slice ordered or did not. Runs the journal up to it through the same graph, without outputs. */
import { SepError } from '../../../model/error-codes.js'
import { explain, type Explanation } from '../../../graph/explain/explain.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import type { StartRecord } from '../records.js'
import type { Store } from '../../../store/store.js'
import { type RecordedSlice, recordSlices } from '../../../graph/engine/run/record-slices.js'
import { isSlice, isStart, journalEntry } from '../reader.js'
import { journalKeys } from '../keys.js'
import { sliceAfter, sliceBefore } from './neighbours.js'
import { replayJournal, type ReplayJournalInputs } from '../replay.js'
import type { World } from '../../../model/world.js'
import { isoTime } from '../../../lib/iso-time.js'

export interface ExplainJournalInputs extends Pick<ReplayJournalInputs, 'store' | 'account' | 'graphOf' | 'signal'> {
  /** Time of the slice. */
  readonly tsMs: number
  readonly instrument: string
  /** Gets the slice as its graph made it. */
  readonly onSlice?: (compiled: Compiled<World>, slice: RecordedSlice) => void
}
export interface JournalExplanation extends Explanation {
  readonly account: string
  readonly graphHash: string
  /** True where the replay gives the bytes that the live process recorded; null: it recorded none for this slice. */
  readonly asRecorded: boolean | null
  /** Slices run before it to rebuild the state. */
  readonly leadIn: number
  /** Where the state came from. */
  readonly notes: readonly string[]
}

/**
 * A time without a slice is a `missing-data` error that names the nearest slices; an instrument that the run did not have is
 * `bad-argument`.
 */
export const explainJournal = async (inputs: ExplainJournalInputs): Promise<JournalExplanation> => {
  const { store, account, tsMs, instrument } = inputs
  const start = await startOf(store, account, tsMs)
  const names = start.world.instruments.map(({ name }) => name)
  if (!names.includes(instrument))
    throw new SepError(
      'bad-argument',
      `${instrument} was not an instrument of the run at ${isoTime(tsMs)}; it had ${names.join(', ')}`,
    )
  // Each start that does not continue compiles its own graph: one of them ran the slice.
  let found: Explanation | undefined
  const replay = await replayJournal({
    store,
    account,
    fromMs: tsMs,
    toMs: tsMs,
    graphOf: inputs.graphOf,
    ...(inputs.signal ? { signal: inputs.signal } : {}),
    sinks: (compiled) => {
      const { graph, world } = compiled
      const recorder = recordSlices(graph, { keep: 0, pin: (frame, s) => frame.time.tsMs[s] === tsMs })
      const from = graph.nodes.some(({ id }) => id === 'risk') ? 'risk' : (graph.nodes.at(-1)?.id as string)
      const look = (frame: Frame) => {
        void recorder.write(frame)
        const slice = recorder.at(tsMs)
        if (!slice || found) return
        found = explain(graph, world, slice, instrument, from)
        inputs.onSlice?.(compiled, slice)
      }
      return [{ write: look }]
    },
  })
  if (!found) throw new SepError('missing-data', `stopped before the slice of ${isoTime(tsMs)}`)
  const { graphHash, leadIn, notes, differing, unrecorded } = replay
  return { ...found, account, graphHash, asRecorded: unrecorded > 0 ? null : differing === 0, leadIn, notes }
}

/** The start record of the graph that made the slice. */
const startOf = async (store: Store, account: string, tsMs: number): Promise<StartRecord> => {
  const entry = await journalEntry(store, account, `${tsMs}-0`)
  if (!entry || !isSlice(entry)) throw await noSuchSlice(store, account, tsMs)
  const base = await journalEntry(store, account, entry.record.base)
  if (base && isStart(base)) return base.record
  throw new SepError('missing-data', `journal ${account}: the start record of the slice of ${isoTime(tsMs)} is gone`)
}

const noSuchSlice = async (store: Store, account: string, tsMs: number): Promise<SepError> => {
  const nearest = [await sliceBefore(store, account, tsMs), await sliceAfter(store, account, tsMs)]
  const named = nearest.filter((at) => at !== null).map(isoTime)
  const { slice } = journalKeys(account)
  if (named.length === 0) return new SepError('missing-data', `journal ${account} (${slice}) holds no slice`)
  const where =
    nearest[0] === null ? 'it begins later' : nearest[1] === null ? 'it ends before' : 'the time lies between slices'
  return new SepError(
    'missing-data',
    `journal ${account} has no slice at ${isoTime(tsMs)}: ${where}; the nearest: ${named.join(' and ')}`,
  )
}
