/**
 * The account folded from execution events: SEP's trades, foreign units, decisions in flight, the balance. A live broker's
 * account is always folded, never polled.
 */
import { EXECUTION } from '../../model/codes.js'

export interface LedgerTrade {
  readonly id: number
  units: number
  readonly price: number
  readonly openTsMs: number
  readonly decisionTsMs: number
  stopPrice: number
  takePrice: number
  /** Half spread paid at the opening, home currency per unit. */
  readonly spreadCostPerUnit: number
}
/** A decision without an outcome yet. `tradeId` 0 = an increase of `units`. */
interface OnItsWay {
  readonly decisionTsMs: number
  readonly tradeId: number
  readonly units: number
  doubtful: boolean
}
interface Holding {
  trades: LedgerTrade[]
  onItsWay: OnItsWay[]
  /** Foreign trades by id: total units and entry price (NaN = unknown, so no P&L here). */
  readonly foreign: Map<number, { readonly units: number; readonly price: number }>
}
/** Plain state, by instrument. `onItsWay` holds the decisions in flight; snapshots store it under that name. */
export interface LiveLedger {
  readonly holdings: readonly Holding[]
  balance: number
  lastTransactionId: number
  /** Margin and unrealised P&L at the broker beyond the trades here; absent = none. */
  hidden?: { readonly margin: number; readonly unrealized: number }
  /** Spread and conversion of closed parts, commission and depth of all, so far, home currency. */
  costs: number
}

export const createLiveLedger = (count: number, balance: number): LiveLedger => ({
  holdings: Array.from({ length: count }, () => ({ trades: [], onItsWay: [], foreign: new Map() })),
  balance,
  lastTransactionId: 0,
  costs: 0,
})

/** One row of the `execution` source (see EXECUTIONS). */
export interface LedgerRow {
  readonly transactionId: number
  readonly type: number
  readonly instrument: number
  readonly tradeId: number
  readonly units: number
  readonly price: number
  readonly amount: number
  readonly tsMs: number
  readonly decisionTsMs: number
  readonly reason: number
  readonly balance: number
  readonly financing: number
  readonly spreadCost: number
  readonly conversionCost: number
  readonly commission: number
  readonly depthCost: number
}

/** The effect of a row on one instrument, for the account's fill columns. */
export interface LedgerFill {
  readonly opens: boolean
  readonly trade: LedgerTrade
  readonly spreadCost: number
  readonly conversionCost: number
  readonly commission: number
  readonly depthCost: number
}

/** Folds one row into the ledger and returns the fill if it was one. */
export const foldExecution = (ledger: LiveLedger, row: LedgerRow): LedgerFill | null => {
  ledger.lastTransactionId = Math.max(ledger.lastTransactionId, row.transactionId)
  if (Number.isFinite(row.balance)) ledger.balance = row.balance
  const holding = ledger.holdings[row.instrument]
  if (!holding) {
    if (row.type === EXECUTION.restart) {
      for (const each of ledger.holdings) each.onItsWay = []
      delete ledger.hidden
    }
    if (row.type === EXECUTION.hidden) ledger.hidden = { margin: row.units, unrealized: row.amount }
    return null
  }
  switch (row.type) {
    case EXECUTION.placed:
      leave(holding, row)
      holding.onItsWay.push({ decisionTsMs: row.decisionTsMs, tradeId: row.tradeId, units: row.units, doubtful: false })
      return null
    case EXECUTION.doubtful:
      for (const decision of holding.onItsWay) if (isOf(decision, row)) decision.doubtful = true
      return null
    case EXECUTION.settled:
    case EXECUTION.refused:
    case EXECUTION.rejected:
    case EXECUTION.abandoned:
      leave(holding, row)
      return null
    case EXECUTION.restart:
      holding.onItsWay = []
      return null
    case EXECUTION.opened:
      return open(ledger, holding, row)
    case EXECUTION.reduced:
    case EXECUTION.closed:
      return reduce(ledger, holding, row)
    case EXECUTION.repaired:
      repair(holding, row)
      return null
    case EXECUTION.stop_set:
      for (const trade of holding.trades) if (trade.id === row.tradeId) trade.stopPrice = row.price
      return null
    case EXECUTION.take_set:
      for (const trade of holding.trades) if (trade.id === row.tradeId) trade.takePrice = row.price
      return null
    case EXECUTION.foreign:
      if (row.units === 0) holding.foreign.delete(row.tradeId)
      else holding.foreign.set(row.tradeId, { units: row.units, price: row.price })
      return null
    default:
      return null
  }
}

const isOf = (decision: OnItsWay, row: LedgerRow): boolean =>
  decision.decisionTsMs === row.decisionTsMs && decision.tradeId === row.tradeId

const leave = (holding: Holding, row: LedgerRow): void => {
  holding.onItsWay = holding.onItsWay.filter((decision) => !isOf(decision, row))
}

const open = (ledger: LiveLedger, holding: Holding, row: LedgerRow): LedgerFill | null => {
  if (holding.trades.some((trade) => trade.id === row.tradeId)) return null
  const trade: LedgerTrade = {
    id: row.tradeId,
    units: row.units,
    price: row.price,
    openTsMs: row.tsMs,
    decisionTsMs: row.decisionTsMs,
    stopPrice: Number.NaN,
    takePrice: Number.NaN,
    spreadCostPerUnit: (Number.isFinite(row.spreadCost) ? row.spreadCost : 0) / Math.abs(row.units),
  }
  holding.trades.push(trade)
  const commission = finite(row.commission)
  const depthCost = finite(row.depthCost)
  ledger.costs += commission + depthCost
  return { opens: true, trade, spreadCost: 0, conversionCost: 0, commission, depthCost }
}

const reduce = (ledger: LiveLedger, holding: Holding, row: LedgerRow): LedgerFill | null => {
  const trade = holding.trades.find((candidate) => candidate.id === row.tradeId)
  if (!trade) return null
  trade.units = row.type === EXECUTION.closed ? 0 : trade.units + row.units
  if (trade.units === 0) holding.trades = holding.trades.filter((candidate) => candidate !== trade)
  const spreadCost = finite(row.spreadCost) + Math.abs(row.units) * trade.spreadCostPerUnit
  const conversionCost = finite(row.conversionCost)
  const commission = finite(row.commission)
  const depthCost = finite(row.depthCost)
  ledger.costs += spreadCost + conversionCost + commission + depthCost
  return { opens: false, trade, spreadCost, conversionCost, commission, depthCost }
}

/** Corrects the fold to the broker's account: no fill, no money. */
const repair = (holding: Holding, row: LedgerRow): void => {
  const at = holding.trades.findIndex((trade) => trade.id === row.tradeId)
  const known = holding.trades[at]
  if (row.units === 0) {
    if (known) holding.trades.splice(at, 1)
  } else if (known) known.units = row.units
  else
    holding.trades.push({
      id: row.tradeId,
      units: row.units,
      price: row.price,
      openTsMs: row.tsMs,
      decisionTsMs: row.decisionTsMs,
      stopPrice: Number.NaN,
      takePrice: Number.NaN,
      spreadCostPerUnit: 0,
    })
}

const finite = (value: number): number => (Number.isFinite(value) ? value : 0)
