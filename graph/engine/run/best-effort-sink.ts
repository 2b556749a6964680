/** A sink that only looks on: what it throws is reported, and the run goes on. */
import type { FrameSink } from './rx.js'

export const reported = (sink: FrameSink, report: (error: unknown) => void): FrameSink => {
  const tolerant = async (act: () => void | Promise<void>): Promise<void> => {
    try {
      await act()
    } catch (error) {
      report(error)
    }
  }
  return { write: (frame) => tolerant(() => sink.write(frame)), close: () => tolerant(() => sink.close?.()) }
}
