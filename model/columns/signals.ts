/** Columns of the market's nodes: none of them knows of an account. */
import { f64, i32, u8, u32 } from '../../graph/engine/define/schema.js'

export const signalSchemas = Object.freeze({
  /**
   * Sessions of the instrument at tsMs.
   * closeTsMs: end of the connected open union that contains now, NaN when closed.
   * entryOk: open, and not near close, rollover, break or blackout. forceFlat 1: rollover or blackout action is flatten.
   * tradingDay: days since 1970 of the 17:00 New York day.
   */
  session: Object.freeze({
    open: u8.row,
    nearClose: u8.row,
    rollover: u8.row,
    blackout: u8.row,
    entryOk: u8.row,
    forceFlat: u8.row,
    closeTsMs: f64.row,
    weekOpen: u8.slice,
    tradingDay: i32.slice,
  }),
  /** 0 or 1; 255: none (first candle, or no candle). */
  bits: Object.freeze({ bit: u8.row }),
  /**
   * QFH metrics of the candle's window; NaN before 128 bits and where no candle is present.
   * decisionCoherence is the coherence that decisions use. sigC, sigS, sigE: signature as integers in 10^-P, -1: none.
   * gap 1: this candle follows a gap of more than 5 minutes. Extended metrics are NaN unless configured.
   */
  signal: Object.freeze({
    coherence: f64.row,
    coherencePattern: f64.row,
    decisionCoherence: f64.row,
    stability: f64.row,
    rupture: f64.row,
    entropy: f64.row,
    flipRatio: f64.row,
    lambdaHazard: f64.row,
    collapsed: u8.row,
    sigmaEff: f64.row,
    lambda: f64.row,
    sigC: i32.row,
    sigS: i32.row,
    sigE: i32.row,
    repetition: i32.row,
    gap: u8.row,
    tau1: f64.row,
    tau4: f64.row,
    tauSlope: f64.row,
    wallRatio: f64.row,
    wallSlope: f64.row,
    lowfShare: f64.row,
    reynolds: f64.row,
    halfLife: f64.row,
    corrLength: f64.row,
  }),
  /**
   * direction in {-1, 0, 1}; slopeBps and coherenceDelta NaN until known.
   * atr, and rangeMedian (median true range of its last 288 buckets), in price units: NaN before they exist, held where no
   * candle is present.
   */
  direction: Object.freeze({
    direction: i32.row,
    slopeBps: f64.row,
    coherenceDelta: f64.row,
    atr: f64.row,
    rangeMedian: f64.row,
  }),
  /** pass 1: every market guard passed. failed: mask of GUARD_BIT. */
  guards: Object.freeze({ pass: u8.row, failed: u32.row }),
  /**
   * The strategy on unit notional. closed 1: a trade was closed in this slice with tradeBps net.
   * openBps: net mark of the open trade, 0 when flat.
   * grossBps is exactly tradeBps + spreadBps + slippageBps + commissionBps + depthBps, added in this order; the costs are those of both
   * ends, bps of the entry price, never negative. slippageBps includes the rounding of prices.
   */
  shadow: Object.freeze({
    side: i32.row,
    entryPrice: f64.row,
    entryTsMs: f64.row,
    openBps: f64.row,
    closed: u8.row,
    tradeBps: f64.row,
    comparedBps: f64.row,
    exitReason: u8.row,
    closedSide: i32.row,
    closedEntryTsMs: f64.row,
    grossBps: f64.row,
    spreadBps: f64.row,
    slippageBps: f64.row,
    commissionBps: f64.row,
    depthBps: f64.row,
  }),
  /** Rolling evaluator. eligible: gate on. state: code of GATE_STATES. Summary of the trailing window, floors and counters. */
  gates: Object.freeze({
    eligible: u8.row,
    state: u8.row,
    buffer: f64.row,
    trades: f64.row,
    winRate: f64.row,
    pnlBps: f64.row,
    drawdownBps: f64.row,
    calmar: f64.row,
    minTrades: f64.row,
    calmarMin: f64.row,
    pnlMinBps: f64.row,
    passes: i32.row,
    fails: i32.row,
    misses: i32.row,
    cooldownUntilMs: f64.row,
    gateTsMs: f64.slice,
  }),
  /**
   * weight > 0: has a place; weights sum to 1 or are all 0. filled 1: placed though not eligible.
   * rank 1: best, 0: not rankable now. held 1: gates too old, weights kept. fallback 1: equal weights of a first start.
   */
  allocate: Object.freeze({
    weight: f64.row,
    score: f64.row,
    rank: i32.row,
    filled: u8.row,
    held: u8.slice,
    fallback: u8.slice,
  }),
})
