/** Where trading starts within a run: earlier slices only warm up, and no figure of the run counts them. */
import type { Frame } from '../../graph/engine/run/frame.js'

/** The first slice of the frame after `fromMs`; the number of slices where all are earlier. */
export const firstTradingSlice = ({ time, slices }: Frame, fromMs: number): number => {
  let s = 0
  while (s < slices && (time.tsMs[s] as number) <= fromMs) s++
  return s
}
