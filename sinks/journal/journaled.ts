/** Between slicer and graph: a slice reaches the graph only after its journal entry was accepted. */
import type { Frame } from '../../graph/frame.js'
import type { ClosedBy } from '../../graph/journal-records.js'
import { type CrashPoints, noCrash } from '../broker/crash-points.js'
import type { JournalWriter } from './journal-writer.js'
import { type Patience, patiently } from '../../graph/patiently.js'

/** One slice in the frame: its source columns and times are written, `frame.slices` is 1. */
export interface ClosedSlice {
  readonly frame: Frame
  readonly closedBy: ClosedBy
  /** See the journal's record of a slice. */
  readonly told?: string
}
/** While a slice waits for a store that is away or full, the state has not moved. */
export interface JournaledOptions extends Patience {
  readonly crash?: CrashPoints
}

export const journaled = async function* (
  slices: AsyncIterable<ClosedSlice> | Iterable<ClosedSlice>,
  writer: JournalWriter,
  options: JournaledOptions,
): AsyncGenerator<Frame> {
  const crash = options.crash ?? noCrash
  for await (const { frame, closedBy, told } of slices) {
    await crash.at('slice.closed')
    await patiently(() => writer.slice(frame, 0, closedBy, told), options)
    await crash.at('slice.journaled')
    yield frame
  }
}
