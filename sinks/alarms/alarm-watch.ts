/** What looks at frames for one kind of trouble: a pure decision, without a clock. */
import type { Frame } from '../../graph/engine/run/frame.js'

export interface AlarmWatch {
  /** Slice s of the frame, each once and in order; gives a sentence for each alarm that begins in it. */
  look(frame: Frame, s: number): readonly string[]
}
