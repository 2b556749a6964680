/** What the graph ordered in a slice, for the order protocol. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { nodes } from '../../model/nodes.js'
import type { OrderRow } from './protocol-types.js'

/** Rows of slice 0 that order something, in the world's order. */
export const orderRows = (frame: Frame): OrderRow[] => {
  const order = columnsOf(frame, nodes.risk)
  const rows: OrderRow[] = []
  for (let k = 0; k < frame.count; k++) {
    if (order.closeUnits[k] === 0 && order.closeAll[k] === 0 && order.approvedUnits[k] === 0) continue
    rows.push({
      instrument: k,
      closeUnits: order.closeUnits[k]!,
      closeAll: order.closeAll[k]!,
      closeReason: order.closeReason[k]!,
      approvedUnits: order.approvedUnits[k]!,
      increaseReason: order.increaseReason[k]!,
      stopDistance: order.stopDistance[k]!,
      takeDistance: order.takeDistance[k]!,
      stopPrice: order.stopPrice[k]!,
      takePrice: order.takePrice[k]!,
      priceBound: order.priceBound[k]!,
    })
  }
  return rows
}

/** Instruments that the operator wants flat, in the world's order. */
export const flattenAsked = (frame: Frame): number[] => {
  const { flatten } = columnsOf(frame, nodes.control)
  return Array.from({ length: frame.count }, (_, k) => k).filter((k) => flatten[k] === 1)
}

/** A slice that only carries a request names it, so that its decisions differ from those of the minute. */
export const causeOf = (frame: Frame): string | undefined => {
  const control = columnsOf(frame, nodes.control)
  return control.minute[0] === 1 ? undefined : `control-${control.requestId[0]}-${frame.time.tsMs[0]}`
}
