/** A journal writer with checkpoints: start records that carry the state, so that older entries may be trimmed while the process runs. */
import type { JournalWriter } from './writer.js'

export interface CheckpointWriterInputs {
  readonly writer: JournalWriter
  /** tsMs of the first slice on the writer's current start record; NaN = none yet. */
  readonly sinceMs: number
  /** Interval between checkpoints, ms of event time. */
  readonly everyMs: number
  /** The start record of a checkpoint, with the state between two slices. */
  readonly record: () => Parameters<JournalWriter['start']>[0]
}

/** Called again after a failure, `slice` writes what is missing, the checkpoint first: made of the same state, it has the same bytes. */
export const checkpointWriter = ({ writer, sinceMs, everyMs, record }: CheckpointWriterInputs): JournalWriter => {
  let checkpointMs = sinceMs
  return {
    ...writer,
    slice: async (frame, s, closedBy, executionOffset) => {
      const tsMs = frame.time.tsMs[s] as number
      if (Number.isNaN(checkpointMs)) checkpointMs = tsMs
      if (tsMs - checkpointMs > everyMs) {
        await writer.start(record())
        checkpointMs = tsMs
      }
      await writer.slice(frame, s, closedBy, executionOffset)
    },
  }
}
