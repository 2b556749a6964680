/** Ids of the order stream: the clock, or one more than the last where the clock has not moved on. */
import type { Clock } from '../../../lib/clock.js'
import { type StreamId, streamId, streamIdText } from '../../../store/stream-id.js'

export interface EntryIds {
  next(): string
  /** The newest that was given out, or that the stream began with. */
  last(): string
}

export const entryIds = (clock: Pick<Clock, 'nowMs'>, lastId: string): EntryIds => {
  let last = streamId(lastId)
  return {
    next: () => {
      const now: StreamId = [Math.floor(clock.nowMs()), 0]
      last = now[0] > last[0] ? now : [last[0], last[1] + 1]
      return streamIdText(last)
    },
    last: () => streamIdText(last),
  }
}
