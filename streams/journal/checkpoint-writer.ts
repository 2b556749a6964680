/** A journal writer that begins anew now and then: a start record that carries the state, so that what stands before it may be trimmed while the process runs. */
import type { JournalWriter } from './writer.js'

export interface CheckpointWriterInputs {
  readonly writer: JournalWriter
  /** tsMs of the first slice that stands on the writer's start record; NaN = there is none yet. */
  readonly sinceMs: number
  /** So long after it, a slice is preceded by a start record of its own. */
  readonly everyMs: number
  /** That record: with the state as it is between two slices. */
  readonly record: () => Parameters<JournalWriter['start']>[0]
}

/** Repeated after a failure, `slice` writes what is missing, the start record first: it is made of the same state and so has the same bytes. */
export const checkpointWriter = ({ writer, sinceMs, everyMs, record }: CheckpointWriterInputs): JournalWriter => {
  let baseMs = sinceMs
  return {
    ...writer,
    slice: async (frame, s, closedBy, executionOffset) => {
      const tsMs = frame.time.tsMs[s] as number
      if (Number.isNaN(baseMs)) baseMs = tsMs
      if (tsMs - baseMs > everyMs) {
        await writer.start(record())
        baseMs = tsMs
      }
      await writer.slice(frame, s, closedBy, executionOffset)
    },
  }
}
