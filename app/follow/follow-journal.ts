/**
 * Follows the journal of an account: steps the recorded graph over the slices that the pipeline wrote, and hands each frame on. It reads
 * only: no lease, no writes. Frames are those of the pipeline, byte for byte.
 */
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { type FrameSink, run } from '../../graph/engine/run/rx.js'
import { decodeSnapshot } from '../../graph/engine/run/snapshot.js'
import { CodedError } from '../../lib/errors.js'
import type { Logger } from '../../lib/logger.js'
import { pause } from '../../lib/pause.js'
import { DAY_MS } from '../../lib/time-units.js'
import type { World } from '../../model/world.js'
import { isStoreFault } from '../../store/store-fault.js'
import type { GraphOf } from '../../streams/journal/graph-file.js'
import { journalFrames } from '../../streams/journal/frames.js'
import { isStart, type JournalEntry } from '../../streams/journal/reader.js'
import type { StartRecord } from '../../streams/journal/records.js'
import { type JournalSegment, journalSegment } from '../../streams/journal/segment.js'
import type { StartingPoint } from '../../streams/journal/starting-point.js'
import { beginning, type LeadIn } from './beginning.js'
import type { FollowState } from './follow-state.js'
import { tailJournal, type TailJournalInputs } from './tail-journal.js'

export interface FollowJournalInputs extends TailJournalInputs {
  /** Builds the graph of a start record. */
  readonly graphOf: GraphOf
  /** What gets the frames, of one slice each; made for each graph, and again after a rebuild from an older state. */
  readonly sinks: (compiled: Compiled<World>, start: StartRecord) => readonly FrameSink[]
  /** Stretch before the journal's end that is stepped first; default three days. */
  readonly leadInMs?: number
  readonly log: Logger
}

const LEAD_IN_MS = 3 * DAY_MS
const WAIT_MS = 500

/** Until the signal aborts. Faults are states that pass: the store comes back, a pipeline starts again. */
export const followJournal = async (given: FollowJournalInputs): Promise<void> => {
  const { clock, signal, leadInMs = LEAD_IN_MS } = given
  const reached: { phase: FollowState['phase'] } = { phase: 'waiting' }
  const onState = (state: FollowState): void => {
    reached.phase = state.phase
    given.onState(state)
  }
  const inputs = { ...given, onState, log: linesOnce(given.log) }
  let newestSegment = false
  while (!signal.aborted) {
    try {
      await followOnce(inputs, { leadInMs, newestSegment })
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      const isAway = isStoreFault(error)
      // What an older start needs may be gone, or of another version: then only the newest segment is shown.
      newestSegment = !isAway && reached.phase === 'catching-up' && !newestSegment
      if (newestSegment) continue
      onState({ phase: isAway ? 'away' : 'refused', text: error.message })
      inputs.log(`journal: ${error.message}`, 'warn')
    }
    await pause(clock, WAIT_MS, signal)
  }
}

/** Of lines that come again and again while a cause stands, the first. */
const linesOnce = (log: Logger): Logger => {
  const recent: string[] = []
  return (line, level) => {
    if (recent.includes(line)) return
    recent.push(line)
    if (recent.length > RECENT) recent.shift()
    log(line, level)
  }
}
const RECENT = 20

/** From the beginning until the journal has to be read again, or the signal aborts. */
const followOnce = async (inputs: FollowJournalInputs, leadIn: LeadIn): Promise<void> => {
  const { store, account, onState, log } = inputs
  const point = await beginning(store, account, leadIn)
  if (!point)
    return onState({
      phase: 'waiting',
      text: `account ${account} has no journal on this store yet: no pipeline has run`,
    })
  onState({ phase: 'catching-up', text: `stepping the journal of ${account} up to now` })
  for (const note of point.notes) log(`journal: ${note}`)
  await followFrom(inputs, point)
}

const followFrom = async (inputs: FollowJournalInputs, point: StartingPoint): Promise<void> => {
  const { account, graphOf, signal, log } = inputs
  // Until the next start that does not continue; what comes after it runs in a graph of its own.
  const entries = tailJournal(inputs, point.place)
  let segment = journalSegment(account, graphOf, point.start, point.snapshot, 1)
  let sinks = inputs.sinks(segment.compiled, segment.start)
  try {
    for (;;) {
      const begun = await runSegment(segment, entries, sinks, signal)
      if (begun === null) return
      const next = segmentOf(inputs, begun)
      const isSame = next.compiled.graphHash === segment.compiled.graphHash
      log(`journal: a start of graph ${next.compiled.graphHash.slice(0, 12)}${isSame ? ', the same' : ', another one'}`)
      segment = next
      if (isSame) continue
      for (const sink of sinks) await sink.close?.()
      sinks = inputs.sinks(segment.compiled, segment.start)
    }
  } finally {
    for (const sink of sinks) await sink.close?.()
    await entries.return(undefined)
  }
}

const segmentOf = ({ account, graphOf }: FollowJournalInputs, start: StartRecord): JournalSegment =>
  journalSegment(account, graphOf, start, start.carried ? decodeSnapshot(start.carried) : null, 1)

/** The start that ended it; null = the entries ended. */
const runSegment = async (
  { compiled, layout }: JournalSegment,
  entries: AsyncGenerator<JournalEntry>,
  sinks: readonly FrameSink[],
  signal: AbortSignal,
): Promise<StartRecord | null> => {
  const begun: StartRecord[] = []
  const span = async function* (): AsyncGenerator<JournalEntry> {
    for (let next = await entries.next(); !next.done; next = await entries.next()) {
      const { value } = next
      if (isStart(value) && value.record.state !== 'continues') return void begun.push(value.record)
      yield value
    }
  }
  const frames = async function* (): AsyncGenerator<Frame> {
    for await (const { frame } of journalFrames(compiled.frame, layout, span())) yield frame
  }
  // The sinks outlive a segment: they are not closed by its run.
  const write = async (frame: Frame): Promise<void> => {
    for (const sink of sinks) await sink.write(frame)
  }
  await run(compiled, frames, [{ write }], { signal })
  return begun[0] ?? null
}
