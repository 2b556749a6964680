/** Writes a recorded slice into a frame; columns that do not fit the graph are a `bad-journal` error that names the column. */
import type { Frame } from '../graph/engine/run/frame.js'
import type { SliceLayout } from '../graph/engine/run/slice-layout.js'
import { GraphError } from '../graph/engine/errors.js'
import { SepError } from '../model/error-codes.js'

export const putSlice = (layout: SliceLayout, frame: Frame, s: number, values: readonly unknown[]): void => {
  try {
    layout.put(frame, s, values)
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause
    throw new SepError('bad-journal', cause.message, { cause })
  }
}
