/** Columns of the loop: from the account to the order, and its results. */
import { f64, i32, u8, u32 } from '../../graph/engine/define/schema.js'

export const accountSchemas = Object.freeze({
  /**
   * The account after this slice's fills and marks.
   * units: SEP's net units. entryPrice: their average. pendingUnits: signed units of increases not yet filled.
   * closePending 1: a reduction waits for a price. unrealized: home currency, at the closing side.
   * stopPrice, takePrice: the position's brackets, NaN without.
   * entryFilled 1: an increase filled here, entryDecisionTsMs its decision.
   * exitFill: reason code of a reduction that filled here (0: none), exitDecisionTsMs its decision (stop and take: this tsMs).
   * rejected 1: an increase was rejected or cancelled here. realized: P&L booked here, home currency.
   * foreignUnits, unknown: live only. Slice columns in home currency.
   * Events are fills: opens 1: trade opened, 0: closed or reduced. Costs are positive, home currency.
   * Depth and commission are of the fill itself; spread, slippage and conversion of both ends are with the close.
   * fillMinimumCost: the part of the commission that only the plan's minimum adds.
   */
  account: Object.freeze({
    units: f64.row,
    entryPrice: f64.row,
    pendingUnits: f64.row,
    closePending: u8.row,
    unrealized: f64.row,
    mark: f64.row,
    marginUsed: f64.row,
    tradeCount: i32.row,
    stopPrice: f64.row,
    takePrice: f64.row,
    entryFilled: u8.row,
    entryDecisionTsMs: f64.row,
    exitFill: u8.row,
    exitDecisionTsMs: f64.row,
    rejected: u8.row,
    realized: f64.row,
    foreignUnits: f64.row,
    unknown: u8.row,
    balance: f64.slice,
    nav: f64.slice,
    marginUsedTotal: f64.slice,
    marginAvailable: f64.slice,
    financing: f64.slice,
    costs: f64.slice,
    transactions: f64.slice,
    fillInstrument: i32.event,
    fillTradeId: f64.event,
    fillOpens: u8.event,
    fillReason: u8.event,
    fillUnits: f64.event,
    fillPrice: f64.event,
    fillTsMs: f64.event,
    fillDecisionTsMs: f64.event,
    fillGross: f64.event,
    fillSpreadCost: f64.event,
    fillSlippageCost: f64.event,
    fillConversionCost: f64.event,
    fillDepthCost: f64.event,
    fillCommission: f64.event,
    fillMinimumCost: f64.event,
    fillFinancing: f64.event,
    fillEntryPrice: f64.event,
    fillEntryTsMs: f64.event,
  }),
  /**
   * The strategy's wish: the side in {-1, 0, 1} that it wants held, and why.
   * enter: a new entry is requested in this slice; exit: a close. pulse 1: entered by the pulse trader. holdAdds 1: no add now.
   */
  wish: Object.freeze({
    side: i32.row,
    reason: u8.row,
    enter: u8.row,
    exit: u8.row,
    pulse: u8.row,
    holdAdds: u8.row,
    lastEntryMs: f64.row,
    lastExitMs: f64.row,
  }),
  /** Signed units to hold; 0: flat. targetMargin: home currency, before rounding. varScale in (0, 1]. budget: home currency. */
  target: Object.freeze({ targetUnits: f64.row, targetMargin: f64.row, varScale: f64.row, budget: f64.slice }),
  /**
   * What would be sent: a close leg and an increasing leg with its brackets and bound. NaN: not set.
   * closeUnits has the sign of the order; closeAll 1: units ALL.
   */
  intent: Object.freeze({
    closeUnits: f64.row,
    closeAll: u8.row,
    closeReason: u8.row,
    increaseUnits: f64.row,
    increaseReason: u8.row,
    stopDistance: f64.row,
    takeDistance: f64.row,
    stopPrice: f64.row,
    takePrice: f64.row,
    priceBound: f64.row,
  }),
  /**
   * What is sent: only this schema has `approvedUnits`, and only it fits the broker.
   * refused, trimmed: masks of RISK_BIT, for the increasing leg.
   * shut, blocked: masks of RISK_BIT that would refuse every increase of the account, and any of the instrument, wished or not.
   */
  order: Object.freeze({
    closeUnits: f64.row,
    closeAll: u8.row,
    closeReason: u8.row,
    approvedUnits: f64.row,
    increaseReason: u8.row,
    stopDistance: f64.row,
    takeDistance: f64.row,
    stopPrice: f64.row,
    takePrice: f64.row,
    priceBound: f64.row,
    refused: u32.row,
    trimmed: u32.row,
    filledPlace: u8.row,
    blocked: u32.row,
    killed: u8.slice,
    shut: u32.slice,
    drawdownPct: f64.slice,
  }),
  /**
   * NAV, drawdown and turnover of the account, home currency.
   * Events are finished round trips of trades; the report adds open ones. entryNotional: home currency, at the mid rate.
   * shadowTrades, realTrades: finished positions of shadow and account, from flat to flat; pulse positions have no shadow and
   * are left out.
   * shadowMinusRealBps: mean net result of the first minus that of the second, without the costs of size (depth, minimum
   * commission), bps of entry notional, NaN until both have one.
   * shadowMinusRealSd: standard error of that difference, bps, NaN below two each.
   */
  result: Object.freeze({
    shadowTrades: i32.row,
    realTrades: i32.row,
    shadowMinusRealBps: f64.row,
    shadowMinusRealSd: f64.row,
    nav: f64.slice,
    navPeak: f64.slice,
    drawdownPct: f64.slice,
    turnover: f64.slice,
    costs: f64.slice,
    openPositions: i32.slice,
    tradeInstrument: i32.event,
    tradeId: f64.event,
    tradeUnits: f64.event,
    entryTsMs: f64.event,
    exitTsMs: f64.event,
    entryPrice: f64.event,
    exitPrice: f64.event,
    entryNotional: f64.event,
    gross: f64.event,
    spreadCost: f64.event,
    slippageCost: f64.event,
    conversionCost: f64.event,
    depthCost: f64.event,
    commission: f64.event,
    financing: f64.event,
    net: f64.event,
    maeBps: f64.event,
    mfeBps: f64.event,
    entryReason: u8.event,
    exitReason: u8.event,
    filledPlace: u8.event,
  }),
})
