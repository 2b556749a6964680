/** Inputs of the risk guards. */
import { f64, i32, type PortColumns, u8 } from '../../graph/engine/define/schema.js'
import { schemas } from '../../model/columns.js'

/** Only the columns that a guard reads; the intent is complete, because it is passed on. */
export const ports = {
  intent: schemas.intent,
  signal: { sigmaEff: f64.row },
  account: {
    units: f64.row,
    pendingUnits: f64.row,
    tradeCount: i32.row,
    entryFilled: u8.row,
    exitFill: u8.row,
    rejected: u8.row,
    foreignUnits: f64.row,
    unknown: u8.row,
    nav: f64.slice,
    marginUsedTotal: f64.slice,
    marginAvailable: f64.slice,
    fillInstrument: i32.event,
    fillTradeId: f64.event,
    fillOpens: u8.event,
    fillUnits: f64.event,
  },
  quote: { bid: f64.row, ask: f64.row, spreadBps: f64.row, quoteTsMs: f64.row, tradeable: u8.row, homeRate: f64.row },
  control: {
    killSwitch: u8.slice,
    paused: u8.slice,
    fillTrades: u8.slice,
    connected: u8.slice,
    heartbeatAgeMs: f64.slice,
    requestId: f64.slice,
    lockUntilMs: f64.row,
    flatten: u8.row,
  },
  session: { entryOk: u8.row, tradingDay: i32.slice },
  weight: { weight: f64.row, rank: i32.row, filled: u8.row },
} as const
export type RiskInput = PortColumns<typeof ports>
