/** An order line, rounded for orders.ndjson and the pages. */
import { type Decimals, roundFields } from '../../lib/round.js'
import type { World } from '../../model/world.js'
import type { OrderLine } from '../../streams/decisions/order-lines.js'

/** Prices and distances keep one decimal more than the broker's prices have, so the mid of two prices stays exact. */
export const formatOrder = (world: World): ((line: OrderLine) => OrderLine) => {
  const decimals = new Map(
    world.instruments.map(({ name, displayPrecision }) => [name, pricesTo(displayPrecision + 1)]),
  )
  return (line) => roundFields(line, decimals.get(line.instrument) ?? {})
}

const pricesTo = (places: number): Decimals<OrderLine> => ({
  bid: places,
  ask: places,
  priceBound: places,
  stopDistance: places,
  takeDistance: places,
  stopPrice: places,
  takePrice: places,
})
