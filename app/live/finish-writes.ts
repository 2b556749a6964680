/** A sink whose end waits for its last write: a run that is stopped does not wait for the frame in flight. */
import type { FrameSink } from '../../graph/engine/run/rx.js'

/** Without it a stopped process could close its store before the outputs of its last slice are recorded. */
export const finishWrites = (sink: FrameSink): FrameSink => {
  let writing: Promise<void> = Promise.resolve()
  return {
    write: (frame) => {
      writing = Promise.resolve(sink.write(frame))
      return writing
    },
    close: async () => {
      await writing.catch(() => undefined)
      await sink.close?.()
    },
  }
}
