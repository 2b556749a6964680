/** The end of a stream as its only writer knows it: shows where the store has lost what the disk had confirmed. */
import { SepError } from '../../../model/error-codes.js'
import { isNewer } from '../../../store/stream-id.js'
import { LOST_ENTRIES } from '../../../streams/lost-entries.js'

export interface StreamEnd {
  /** The store has answered that the entry is in it. */
  answered(id: string): void
  /** Call it before a wait for the disk, and the result with what came of the wait. */
  flushing(): (confirmed: boolean) => void
  /**
   * Call it before a look at the stream, and the result with its newest entry: throws `bad-journal` where one is gone that was confirmed
   * when the look began. Reads have a connection of their own: what is confirmed meanwhile may be newer than what a look saw.
   */
  looking(): (newest: string | null) => void
}

export const streamEnd = (name: string): StreamEnd => {
  /** Null = the disk may have lost what was answered up to here. */
  let newest: string | null = null
  let confirmed = NONE
  return {
    answered: (id) => {
      newest = id
    },
    flushing: () => {
      const mark = newest
      return (isConfirmed) => {
        // A wait that failed in between may have been for a server that is gone, with all that it had answered.
        if (!isConfirmed) newest = null
        else if (newest !== null && mark !== null && isNewer(mark, confirmed)) confirmed = mark
      }
    },
    looking: () => {
      const before = confirmed
      return (id) => {
        if (!isNewer(before, id ?? NONE)) return
        throw new SepError(
          'bad-journal',
          `${name}: the store ends at ${id ?? 'nothing'}, it had confirmed ${before}: ${LOST_ENTRIES}; ` +
            'a new start continues from what is left',
        )
      }
    },
  }
}

const NONE = '0-0'
