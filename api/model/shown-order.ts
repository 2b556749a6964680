/** An order line as it is shown; what the order protocol knows of it is not known here. */
import type { z } from 'zod'
import type { OrderLine } from '../../streams/decisions/order-lines.js'
import type { orderSchema } from '../contract/ledger.js'

export const shownOrder = (line: OrderLine): z.output<typeof orderSchema> => ({
  id: null,
  tsMs: line.tsMs,
  instrument: line.instrument,
  units: line.units,
  leg: line.leg,
  reason: line.reason,
  bid: line.bid ?? null,
  ask: line.ask ?? null,
  stopPrice: line.stopPrice ?? null,
  takePrice: line.takePrice ?? null,
  trimmedBy: [...(line.trimmedBy ?? [])],
  place: line.place ?? null,
  state: null,
})
