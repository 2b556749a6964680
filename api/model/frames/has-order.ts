/** Which slices stay explainable for longer. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { schemas } from '../../../model/columns.js'

/** True where a slice sends an order: it stays explainable for longer. */
export const hasOrder =
  (node: string) =>
  (frame: Frame, s: number): boolean => {
    const { approvedUnits, closeUnits, closeAll } = columnsOf(frame, { node, schema: schemas.order })
    return [approvedUnits, closeUnits, closeAll].some((column) =>
      column.subarray(s * frame.count, (s + 1) * frame.count).some((value) => value !== 0),
    )
  }
