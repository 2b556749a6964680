/** Columns of what comes in: candles, quotes, control and the broker's reports. */
import { f64, i32, u8 } from '../../graph/engine/define/schema.js'

export const marketSchemas = Object.freeze({
  /**
   * One closed minute per slice and instrument.
   * `present` 0: no candle (prices NaN, v 0). o..c as in the source.
   * bo..bc and ao..ac are the sides as recorded or from the spread model, never closer than 0.1 pip: finite where present.
   */
  candle: Object.freeze({
    present: u8.row,
    o: f64.row,
    h: f64.row,
    l: f64.row,
    c: f64.row,
    v: f64.row,
    bo: f64.row,
    bh: f64.row,
    bl: f64.row,
    bc: f64.row,
    ao: f64.row,
    ah: f64.row,
    al: f64.row,
    ac: f64.row,
  }),
  /**
   * Quote at the close of the slice. Held from the last candle where none is present: then tradeable 0 and quoteTsMs older.
   * homeRate: quote currency -> home, at mid.
   */
  quote: Object.freeze({
    bid: f64.row,
    ask: f64.row,
    spreadBps: f64.row,
    quoteTsMs: f64.row,
    tradeable: u8.row,
    homeRate: f64.row,
  }),
  /**
   * The operator's wishes as data with a time.
   * minute 1: a slice of the minute grid; 0: a slice that only carries a control request.
   * lockUntilMs 0: none. flatten 1: close SEP's trades.
   */
  control: Object.freeze({
    minute: u8.slice,
    killSwitch: u8.slice,
    paused: u8.slice,
    fillTrades: u8.slice,
    connected: u8.slice,
    heartbeatAgeMs: f64.slice,
    requestId: f64.slice,
    lockUntilMs: f64.row,
    flatten: u8.row,
  }),
  /**
   * Broker transactions, adoptions and refusals in the order of their acceptance; empty in replay. `type` is a code of EXECUTIONS.
   * transactionId 0: not from the broker. instrument -1: the account as a whole.
   * tradeId: the trade, or the trade that a decision closes; 0: an increase or none.
   * units are signed. price: of a fill, trade or bracket. amount: realized P&L, financing or transfer, home currency.
   * balance: of the account afterwards. tsMs: the broker's time. decisionTsMs: slice of the decision.
   * reason: code of REASONS. refused: code of REFUSALS. NaN or 0: does not apply. Costs are positive, home currency.
   */
  execution: Object.freeze({
    transactionId: f64.event,
    type: u8.event,
    instrument: i32.event,
    tradeId: f64.event,
    units: f64.event,
    price: f64.event,
    amount: f64.event,
    tsMs: f64.event,
    decisionTsMs: f64.event,
    reason: u8.event,
    refused: u8.event,
    balance: f64.event,
    financing: f64.event,
    spreadCost: f64.event,
    conversionCost: f64.event,
    commission: f64.event,
    depthCost: f64.event,
  }),
})
