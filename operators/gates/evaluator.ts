/** Evaluation of every instrument's shadow: its trailing summary, its own history, and the floors derived from it. */
import { decodeState, encodeState } from '../../lib/codec.js'
import { calmarOf } from './calmar.js'
import { type FloorRule, type Floors, type Samples, setFloors } from './floors.js'
import { addSample, createSampleRing, samplesInOrder } from './sample-ring.js'
import {
  addTrade,
  createTradeWindow,
  drawdownBps,
  dropTrades,
  oldestExitMs,
  type TradeWindow,
  tradeCount,
  tradeWindowState,
} from './trade-window.js'
import { type GateVerdict, compareToFloors } from './gate-verdict.js'

/** Summary of the window at the last evaluation, by instrument; NaN for untraded ones. winRate is 0 without trades. */
export interface Summary {
  readonly trades: Float64Array
  readonly winRate: Float64Array
  readonly pnlBps: Float64Array
  readonly drawdownBps: Float64Array
  readonly calmar: Float64Array
}

export interface Evaluator {
  readonly rule: FloorRule
  readonly windowMs: number
  readonly windows: readonly TradeWindow[]
  readonly samples: readonly Samples[]
  readonly summary: Summary
  /** Derived from the samples, so not saved. */
  readonly floors: Floors
  /** 1: the shadow has finished a trade, so its hours are sampled. */
  readonly hasTraded: Uint8Array
  /**
   * The summary is current while the open trade has this mark and the time is before nextMs, when the oldest trade leaves
   * (-Infinity = recompute).
   */
  readonly markBps: Float64Array
  readonly nextMs: Float64Array
}

interface Saved {
  readonly windows: readonly Uint8Array[]
  readonly samples: readonly { readonly [K in keyof Samples]: Float64Array }[]
  readonly summary: Summary
  readonly hasTraded: Uint8Array
}

export const createEvaluator = (
  rule: FloorRule,
  windowMs: number,
  traded: Uint8Array,
  bytes?: Uint8Array,
): Evaluator => {
  const saved = bytes && decodeState<Saved>(bytes)
  const numbers = () => Float64Array.from(traded, (yes) => (yes === 1 ? 0 : Number.NaN))
  const samples = Array.from(traded, (_, k) => ({
    trades: createSampleRing(saved?.samples[k]?.trades),
    calmar: createSampleRing(saved?.samples[k]?.calmar),
    pnlBps: createSampleRing(saved?.samples[k]?.pnlBps),
  }))
  const floors = { minTrades: numbers(), calmarMin: numbers(), pnlMinBps: numbers() }
  for (const [k, own] of samples.entries()) if (traded[k] === 1) setFloors(floors, k, rule, own)
  return {
    rule,
    windowMs,
    windows: Array.from(traded, (_, k) => createTradeWindow(saved?.windows[k])),
    samples,
    summary: saved?.summary ?? {
      trades: numbers(),
      winRate: numbers(),
      pnlBps: numbers(),
      drawdownBps: numbers(),
      calmar: numbers(),
    },
    floors,
    hasTraded: saved?.hasTraded ?? new Uint8Array(traded.length),
    markBps: new Float64Array(traded.length).fill(Number.NaN),
    nextMs: new Float64Array(traded.length).fill(Number.NEGATIVE_INFINITY),
  }
}

export const evaluatorState = ({ windows, samples, summary, hasTraded }: Evaluator): Uint8Array =>
  encodeState({
    windows: windows.map(tradeWindowState),
    samples: samples.map(({ trades, calmar, pnlBps }) => ({
      trades: samplesInOrder(trades),
      calmar: samplesInOrder(calmar),
      pnlBps: samplesInOrder(pnlBps),
    })),
    summary: { ...summary },
    hasTraded,
  })

/** Adds a finished shadow trade of instrument k. */
export const addShadowTrade = (evaluator: Evaluator, k: number, exitTsMs: number, netBps: number): void => {
  addTrade(evaluator.windows[k]!, exitTsMs, netBps)
  evaluator.hasTraded[k] = 1
  evaluator.nextMs[k] = Number.NEGATIVE_INFINITY
}

/**
 * Updates the summaries of all traded instruments: trades with exit time in (tsMs - window, tsMs]. The marks of open trades,
 * `openBps` from row `at` on, count in the drawdown only. Trades are recomputed when one joins or leaves, the drawdown when the
 * mark moves.
 */
export const summarize = (
  evaluator: Evaluator,
  traded: Uint8Array,
  tsMs: number,
  openBps: Float64Array,
  at: number,
): void => {
  const { markBps, nextMs } = evaluator
  for (let k = 0, i = at; k < traded.length; k++, i++) {
    if (traded[k] === 0) continue
    const changed = !(tsMs < nextMs[k]!)
    if (changed) refreshTrades(evaluator, k, tsMs)
    if (changed || openBps[i] !== markBps[k]) refreshMark(evaluator, k, openBps, i)
  }
}

const refreshTrades = ({ windows, windowMs, summary, nextMs }: Evaluator, k: number, tsMs: number): void => {
  const window = windows[k]!
  dropTrades(window, tsMs - windowMs)
  const trades = tradeCount(window)
  summary.trades[k] = trades
  summary.winRate[k] = trades === 0 ? 0 : window.wins / trades
  summary.pnlBps[k] = window.sum
  nextMs[k] = oldestExitMs(window) + windowMs
}

const refreshMark = ({ windows, summary, markBps }: Evaluator, k: number, openBps: Float64Array, i: number): void => {
  const window = windows[k]!
  const drawdown = drawdownBps(window, openBps[i]!)
  summary.drawdownBps[k] = drawdown
  summary.calmar[k] = summary.trades[k] === 0 ? 0 : calmarOf(window.sum, drawdown)
  markBps[k] = openBps[i]!
}

/** Samples the summary for this hour, once the shadow has finished a trade, and updates the floors. */
export const sampleHour = ({ rule, samples, summary, floors, hasTraded }: Evaluator, k: number): void => {
  if (hasTraded[k] === 0) return
  const own = samples[k]!
  addSample(own.trades, summary.trades[k]!)
  addSample(own.calmar, summary.calmar[k]!)
  // Only the original floors use the pnl history.
  if (rule.floors === 'original') addSample(own.pnlBps, summary.pnlBps[k]!)
  setFloors(floors, k, rule, own)
}

/** Compares the last summary of instrument k with its floors. */
export const gateVerdict = ({ summary, floors }: Evaluator, k: number, buffer: number): GateVerdict =>
  compareToFloors(
    buffer,
    summary.trades[k]!,
    floors.minTrades[k]!,
    summary.pnlBps[k]!,
    floors.pnlMinBps[k]!,
    summary.calmar[k]!,
    floors.calmarMin[k]!,
  )
