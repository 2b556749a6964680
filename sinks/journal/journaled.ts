/** Between slicer and graph: a slice reaches the graph only after its journal entry was accepted. */
import type { Clock } from '../../graph/clock.js'
import type { SepError } from '../../graph/errors.js'
import type { Frame } from '../../graph/frame.js'
import type { ClosedBy } from '../../graph/journal-records.js'
import { type CrashPoints, noCrash } from '../broker/crash-points.js'
import type { JournalWriter } from './journal-writer.js'
import { isStoreFault } from './store-fault.js'

/** One slice in the frame: its source columns and times are written, `frame.slices` is 1. */
export interface ClosedSlice {
  readonly frame: Frame
  readonly closedBy: ClosedBy
}
export interface JournaledOptions {
  readonly clock: Clock
  readonly crash?: CrashPoints
  readonly signal?: AbortSignal
  /** How long a slice waits for a store that is away or full before the run ends, ms. The state has not moved meanwhile. */
  readonly patienceMs?: number
  /** Told at each failed attempt. */
  readonly onWaiting?: (error: SepError) => void
}

const RETRY_MS = 250
const PATIENCE_MS = 60_000

export const journaled = async function* (
  slices: AsyncIterable<ClosedSlice> | Iterable<ClosedSlice>,
  writer: JournalWriter,
  options: JournaledOptions,
): AsyncGenerator<Frame> {
  const crash = options.crash ?? noCrash
  for await (const { frame, closedBy } of slices) {
    await crash.at('slice.closed')
    const since = options.clock.monotonicMs()
    for (;;) {
      try {
        await writer.slice(frame, 0, closedBy)
        break
      } catch (error) {
        const late = options.clock.monotonicMs() - since > (options.patienceMs ?? PATIENCE_MS)
        if (!isStoreFault(error) || late) throw error
        options.onWaiting?.(error)
        await options.clock.sleep(RETRY_MS, options.signal)
      }
    }
    await crash.at('slice.journaled')
    yield frame
  }
}
