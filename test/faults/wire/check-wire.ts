/**
 * C13: an order at the broker is its decision, field by field: side, units, instrument, trade, bound, brackets, marks.
 * Its fill keeps to the bound, and the stop stands at the distance or price that was decided.
 */
import type { EntryRequest, OrderRequest } from '../../../model/broker-client.js'

export type Raw = Readonly<Record<string, unknown>>

/** What was decided. `units` carries the sign of the order. */
export interface Decided {
  readonly id: string
  readonly instrument: string
  readonly units: number
  readonly request: OrderRequest
}

const record = (value: unknown): Raw => (value !== null && typeof value === 'object' ? (value as Raw) : {})
const text = (value: unknown): string => JSON.stringify(value ?? null)

/** Differences between a decision and the broker's transaction of its order, whether it was accepted or rejected. */
export const orderFaults = ({ id, instrument, units, request }: Decided, order: Raw): readonly string[] => {
  const faults: string[] = []
  const compare = (name: string, theirs: unknown, ours: unknown): void => {
    if (text(theirs) !== text(ours))
      faults.push(`C13: decision ${id}: ${name} is ${text(theirs)} at the broker, ${text(ours)} was decided`)
  }
  compare('instrument', order['instrument'], instrument)
  compare('instrument of the request', request.instrument, instrument)
  compare('timeInForce', order['timeInForce'], 'FOK')
  if (request.leg === 'close') {
    compare('tradeClose', tradeClose(order), { tradeID: request.tradeId, units: request.units })
    // A rejected close of a trade that is gone has no side.
    if (order['type'] === 'MARKET_ORDER') compare('side', Math.sign(Number(order['units'])), Math.sign(units))
    return faults
  }
  compare('units', order['units'], request.units)
  compare('units of the request', Number(request.units), units)
  compare('priceBound', order['priceBound'], request.priceBound)
  compare('positionFill', order['positionFill'], request.openOnly ? 'OPEN_ONLY' : 'DEFAULT')
  compare('stopLossOnFill', onFill(order['stopLossOnFill']), request.stopLoss)
  compare('takeProfitOnFill', onFill(order['takeProfitOnFill']), request.takeProfit)
  for (const name of ['clientExtensions', 'tradeClientExtensions'])
    compare(name, marks(order[name]), { id, tag: 'sep' })
  return faults
}

const tradeClose = (order: Raw) => {
  const { tradeID, units } = record(order['tradeClose'])
  return { tradeID, units }
}
const marks = (value: unknown) => {
  const { id, tag } = record(value)
  return { id, tag }
}
/** A price or a distance, whichever the order names. */
const onFill = (value: unknown) => {
  const { price, distance } = record(value)
  return price !== undefined ? { price } : distance !== undefined ? { distance } : undefined
}

/** Differences between a decision and the fill of its order. `brackets`: the orders that the fill created. */
export const fillFaults = (decided: Decided, fill: Raw, brackets: readonly Raw[]): readonly string[] => {
  const { id, units, request } = decided
  const faults: string[] = []
  const fault = (what: string): void => void faults.push(`C13: decision ${id}: ${what}`)
  const filled = Number(fill['units'])
  if (Math.sign(filled) !== Math.sign(units)) fault(`${filled} units were filled, ${units} were decided`)
  if (request.leg === 'close') return faults
  if (Math.abs(filled) > Math.abs(units)) fault(`${filled} units were filled, ${units} were decided`)
  const price = Number(fill['price'])
  const bound = Number(request.priceBound)
  if (units > 0 ? price > bound : price < bound) fault(`filled at ${price}, beyond its bound ${bound}`)
  const opened = record(fill['tradeOpened'])
  const tradeId = opened['tradeID']
  if (typeof tradeId !== 'string') return faults
  const stop = bracketOf('STOP_LOSS_ORDER', tradeId, brackets)
  const take = bracketOf('TAKE_PROFIT_ORDER', tradeId, brackets)
  const tick = tickOf(request.priceBound)
  for (const what of bracketFaults('stop', stop, request.stopLoss, price, -Math.sign(units), tick)) fault(what)
  for (const what of bracketFaults('take profit', take, request.takeProfit, price, Math.sign(units), tick)) fault(what)
  return faults
}

const bracketOf = (type: string, tradeId: string, brackets: readonly Raw[]): number | null => {
  const order = brackets.find((raw) => raw['type'] === type && raw['tradeID'] === tradeId)
  return order ? Number(order['price']) : null
}

/** Smallest step of a price, by the decimals of one. */
const tickOf = (price: string): number => 10 ** -(price.split('.')[1]?.length ?? 0)

const bracketFaults = (
  name: string,
  price: number | null,
  wished: EntryRequest['stopLoss'],
  filledAt: number,
  side: number,
  tick: number,
): readonly string[] => {
  if (!wished) return price === null ? [] : [`it has a ${name} at ${price}, none was decided`]
  if (price === null) return [`it has no ${name}, ${text(wished)} was decided`]
  const target = 'price' in wished ? Number(wished.price) : filledAt + side * Number(wished.distance)
  if (Math.abs(price - target) <= 1.01 * tick) return []
  return [`its ${name} stands at ${price}, ${text(wished)} from ${filledAt} was decided`]
}
