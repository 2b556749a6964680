/** Checks frames for one kind of trouble: a pure decision without a clock. */
import type { AlarmCode } from '../../model/alarm-codes.js'
import type { Frame } from '../../graph/engine/run/frame.js'

export interface AlarmWatch {
  readonly code: AlarmCode
  /** Call once per slice s of each frame, in order; returns one sentence for each alarm that starts in it. */
  look(frame: Frame, s: number): readonly string[]
}
