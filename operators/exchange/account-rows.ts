/** The account as columns of the graph. */
import type { OutColumns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'
import type { AccountMark } from './marks.js'
import type { Exchange, Order } from './types.js'

type AccountColumns = OutColumns<typeof schemas.account>

const ZEROS = [
  ...(['units', 'pendingUnits', 'closePending', 'unrealized', 'marginUsed', 'tradeCount', 'entryFilled'] as const),
  ...(['exitFill', 'rejected', 'realized', 'foreignUnits', 'unknown'] as const),
] as const
const UNKNOWN = ['entryPrice', 'stopPrice', 'takePrice', 'entryDecisionTsMs', 'exitDecisionTsMs'] as const
/** Of the rows of one slice a call for each column would be most of the work. */
const FILLED_ROWS = 64

/** Clears rows [begin, end) to those of a broker with no positions and no orders. */
export const clearRows = (out: AccountColumns, begin: number, end: number): void => {
  if (end - begin < FILLED_ROWS) {
    for (let i = begin; i < end; i++) clearRow(out, i)
    return
  }
  for (const name of ZEROS) out[name].fill(0, begin, end)
  for (const name of UNKNOWN) out[name].fill(Number.NaN, begin, end)
}

const clearRow = (out: AccountColumns, i: number): void => {
  out.units[i] = 0
  out.pendingUnits[i] = 0
  out.closePending[i] = 0
  out.unrealized[i] = 0
  out.marginUsed[i] = 0
  out.tradeCount[i] = 0
  out.entryFilled[i] = 0
  out.exitFill[i] = 0
  out.rejected[i] = 0
  out.realized[i] = 0
  out.foreignUnits[i] = 0
  out.unknown[i] = 0
  out.entryPrice[i] = Number.NaN
  out.stopPrice[i] = Number.NaN
  out.takePrice[i] = Number.NaN
  out.entryDecisionTsMs[i] = Number.NaN
  out.exitDecisionTsMs[i] = Number.NaN
}

/** Moves the fills of slice s into the event columns and returns their costs, home currency. */
export const emitFills = (ex: Exchange, out: AccountColumns, s: number): number => {
  const count = ex.trades.length
  let costs = 0
  let e = out.at[s]!
  out.reserve(e + ex.fills.length)
  for (const fill of ex.fills) {
    const i = s * count + fill.k
    if (fill.opens) {
      out.entryFilled[i] = 1
      out.entryDecisionTsMs[i] = fill.decisionTsMs
    } else {
      out.exitFill[i] = fill.reason
      out.exitDecisionTsMs[i] = fill.decisionTsMs
      out.realized[i] = out.realized[i]! + fill.pl
    }
    costs += fill.spreadCost + fill.slippageCost + fill.conversionCost + fill.depthCost + fill.commission
    out.fillInstrument[e] = fill.k
    out.fillTradeId[e] = fill.tradeId
    out.fillOpens[e] = fill.opens ? 1 : 0
    out.fillReason[e] = fill.reason
    out.fillUnits[e] = fill.units
    out.fillPrice[e] = fill.price
    out.fillTsMs[e] = fill.tsMs
    out.fillDecisionTsMs[e] = fill.decisionTsMs
    out.fillGross[e] = fill.gross
    out.fillSpreadCost[e] = fill.spreadCost
    out.fillSlippageCost[e] = fill.slippageCost
    out.fillConversionCost[e] = fill.conversionCost
    out.fillDepthCost[e] = fill.depthCost
    out.fillCommission[e] = fill.commission
    out.fillMinimumCost[e] = fill.minimumCost
    out.fillFinancing[e] = fill.financing
    out.fillEntryPrice[e] = fill.entryPrice
    out.fillEntryTsMs[e] = fill.entryTsMs
    e++
  }
  out.at[s + 1] = e
  ex.fills.length = 0
  return costs
}

/** Writes the position and pending orders of instrument k into row i of cleared columns. */
export const writeHolding = (ex: Exchange, mark: AccountMark, out: AccountColumns, i: number, k: number): void => {
  const trades = ex.trades[k]!
  const first = trades[0]
  out.units[i] = ex.units[k]!
  out.unrealized[i] = mark.unrealizedOf[k]!
  out.marginUsed[i] = mark.marginOf[k]!
  out.tradeCount[i] = trades.length
  if (first) {
    out.entryPrice[i] = averagePrice(ex, k)
    if (first.stop) out.stopPrice[i] = first.stop.price
    if (first.take) out.takePrice[i] = first.take.price
  }
  if (ex.orders[k]!.length > 0) pendingRow(ex.orders[k]!, out, i)
}

/** Weighted by units. */
const averagePrice = (ex: Exchange, k: number): number => {
  const trades = ex.trades[k]!
  if (trades.length === 1) return trades[0]!.price
  let cost = 0
  for (const trade of trades) cost += trade.units * trade.price
  return cost / ex.units[k]!
}

const pendingRow = (orders: readonly Order[], out: AccountColumns, i: number): void => {
  let pending = 0
  let closing = 0
  for (const order of orders) {
    if (order.positionFill === 'REDUCE_ONLY') closing = 1
    else pending += order.units
  }
  out.pendingUnits[i] = pending
  out.closePending[i] = closing
}
