/** The account as columns of the graph. */
import type { OutColumns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'
import type { AccountMark } from './marks.js'
import type { Exchange, Order } from './types.js'

type AccountColumns = OutColumns<typeof schemas.account>

/** Rows of a broker with no positions and no orders. */
export const emptyAccount = {
  units: 0,
  entryPrice: Number.NaN,
  pendingUnits: 0,
  closePending: 0,
  unrealized: 0,
  marginUsed: 0,
  tradeCount: 0,
  stopPrice: Number.NaN,
  takePrice: Number.NaN,
  entryFilled: 0,
  entryDecisionTsMs: Number.NaN,
  exitFill: 0,
  exitDecisionTsMs: Number.NaN,
  rejected: 0,
  realized: 0,
  foreignUnits: 0,
  unknown: 0,
} as const

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

/** Writes the position and pending orders of instrument k into row i, which is blank. */
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
