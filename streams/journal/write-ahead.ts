/** Write-ahead log: a slice is stepped only after the store has accepted its journal entry. */
import type { Frame } from '../../graph/engine/run/frame.js'
import type { ClosedBy } from './records.js'
import { type CrashPoints, noCrash } from '../../lib/crash-points.js'
import type { JournalWriter } from './writer.js'
import { retryStore, type StoreRetry } from '../../store/store-fault.js'

/** One slice in the frame: its source columns and times are filled in, `frame.slices` is 1. */
export interface ClosedSlice {
  readonly frame: Frame
  readonly closedBy: ClosedBy
  /** As in the journal's record of the slice. */
  readonly executionOffset?: string
}
/** While a slice waits for an unreachable or full store, the state does not change. */
export interface WriteAheadOptions extends StoreRetry {
  readonly crash?: CrashPoints
}

export const writeAhead = async function* (
  slices: AsyncIterable<ClosedSlice> | Iterable<ClosedSlice>,
  writer: JournalWriter,
  options: WriteAheadOptions,
): AsyncGenerator<Frame> {
  const crash = options.crash ?? noCrash
  for await (const { frame, closedBy, executionOffset } of slices) {
    await crash.at('slice.closed')
    await retryStore(() => writer.slice(frame, 0, closedBy, executionOffset), options)
    await crash.at('slice.journaled')
    yield frame
  }
}
