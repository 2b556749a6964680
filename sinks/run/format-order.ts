/** An order as orders.ndjson and the pages show it. */
import type { World } from '../../model/world.js'
import type { OrderLine } from '../../streams/decisions/orders.js'
import { type Decimals, roundFields } from '../../lib/round.js'

/** Prices and distances with one decimal more than the broker's prices have: the middle of two prices is still exact. */
export const shownOrder = (world: World): ((line: OrderLine) => OrderLine) => {
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
