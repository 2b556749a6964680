/** A sink that only observes: an error in it is reported, and the run continues. */
import type { FrameSink } from './rx.js'

export const bestEffortSink = (sink: FrameSink, onError: (error: unknown) => void): FrameSink => {
  const attempt = async (act: () => void | Promise<void>): Promise<void> => {
    try {
      await act()
    } catch (error) {
      onError(error)
    }
  }
  return { write: (frame) => attempt(() => sink.write(frame)), close: () => attempt(() => sink.close?.()) }
}
