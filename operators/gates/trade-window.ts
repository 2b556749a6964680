/** The trades of a trailing window and their cumulative path: sum, wins and drawdown in amortised constant time. */
import { decodeState, encodeState } from '../../lib/codec.js'

/**
 * Results are rounded to steps of 2^-20 bps and clamped to 2^16 bps, so sums of up to 2^17 of them are exact. Every answer is
 * therefore a function of the window's contents alone, whatever was added and dropped before and wherever a snapshot was taken.
 */
const STEPS_PER_BPS = 1_048_576
const MOST_BPS = 65_536
const LEAST_ROOM = 64

/**
 * A queue made of two stacks over one ring. Trades `tail..split` are the front: each slot stores the path from itself to the
 * split, so the oldest can be dropped. Trades `split..head` are the back: one path that new trades extend. A path starts at 0:
 * peak is its highest point (>= 0), low its lowest (<= 0).
 */
export interface TradeWindow {
  exitTsMs: Float64Array
  bps: Float64Array
  frontSum: Float64Array
  frontPeak: Float64Array
  frontDrawdown: Float64Array
  tail: number
  split: number
  head: number
  /** Net bps of all trades in the window. */
  sum: number
  /** Trades above 0 bps. */
  wins: number
  backSum: number
  backPeak: number
  backLow: number
  backDrawdown: number
  /** Of the whole path, without an open trade. */
  peak: number
  drawdown: number
}

export const createTradeWindow = (saved?: Uint8Array): TradeWindow => {
  const empty = new Float64Array(0)
  const trades = saved ? decodeState<Pick<TradeWindow, 'exitTsMs' | 'bps'>>(saved) : { exitTsMs: empty, bps: empty }
  // Sums start as NaN, so that their fields are doubles from the start and every window has one layout.
  const window: TradeWindow = {
    exitTsMs: trades.exitTsMs,
    bps: trades.bps,
    frontSum: empty,
    frontPeak: empty,
    frontDrawdown: empty,
    tail: 0,
    split: 0,
    head: trades.bps.length,
    sum: Number.NaN,
    wins: 0,
    backSum: Number.NaN,
    backPeak: Number.NaN,
    backLow: Number.NaN,
    backDrawdown: Number.NaN,
    peak: Number.NaN,
    drawdown: Number.NaN,
  }
  window.sum = 0
  for (const bps of trades.bps) {
    window.sum += bps
    if (bps > 0) window.wins++
  }
  makeRoom(window)
  return window
}

/** The trades alone, oldest first: everything else is derived from them. */
export const tradeWindowState = (window: TradeWindow): Uint8Array => encodeState(inOrder(window))

export const tradeCount = (window: TradeWindow): number => window.head - window.tail

/** Exit time of the oldest trade; Infinity without trades. */
export const oldestExitMs = ({ exitTsMs, tail, head }: TradeWindow): number =>
  tail < head ? exitTsMs[tail & (exitTsMs.length - 1)]! : Number.POSITIVE_INFINITY

/** Adds a finished trade; exit times never decrease. A result that is not a number counts as 0. */
export const addTrade = (window: TradeWindow, exitTsMs: number, netBps: number): void => {
  if (window.head - window.tail === window.bps.length) makeRoom(window)
  const slot = window.head & (window.bps.length - 1)
  const bps = exactBps(netBps)
  window.exitTsMs[slot] = exitTsMs
  window.bps[slot] = bps
  window.head++
  window.sum += bps
  if (bps > 0) window.wins++
  const sum = window.backSum + bps
  window.backSum = sum
  if (sum > window.backPeak) window.backPeak = sum
  if (sum < window.backLow) window.backLow = sum
  if (window.backPeak - sum > window.backDrawdown) window.backDrawdown = window.backPeak - sum
  joinPaths(window)
}

/** Drops trades that ended at or before untilMs. */
export const dropTrades = (window: TradeWindow, untilMs: number): void => {
  const mask = window.bps.length - 1
  const before = window.tail
  while (window.tail < window.head && window.exitTsMs[window.tail & mask]! <= untilMs) {
    if (window.tail === window.split) turn(window)
    const bps = window.bps[window.tail & mask]!
    window.sum -= bps
    if (bps > 0) window.wins--
    window.tail++
  }
  if (window.tail !== before) joinPaths(window)
}

/** Deepest fall of the cumulative path from its running peak, bps, >= 0; the open trade's mark is the last step of the path. */
export const drawdownBps = (window: TradeWindow, openBps: number): number => {
  const marked = window.peak - (window.sum + openBps)
  return marked > window.drawdown ? marked : window.drawdown
}

/**
 * Joins front and back into one path. It changes with the trades only, unlike the open trade's mark, which changes every minute.
 */
const joinPaths = (window: TradeWindow): void => {
  let sum = 0
  let peak = 0
  let drawdown = window.backDrawdown
  if (window.tail < window.split) {
    const oldest = window.tail & (window.bps.length - 1)
    sum = window.frontSum[oldest]!
    peak = window.frontPeak[oldest]!
    if (window.frontDrawdown[oldest]! > drawdown) drawdown = window.frontDrawdown[oldest]!
    if (peak - (sum + window.backLow) > drawdown) drawdown = peak - (sum + window.backLow)
  }
  window.peak = sum + window.backPeak > peak ? sum + window.backPeak : peak
  window.drawdown = drawdown
}

const exactBps = (bps: number): number => {
  if (bps !== bps) return 0
  return Math.floor(Math.max(-MOST_BPS, Math.min(MOST_BPS, bps)) * STEPS_PER_BPS + 0.5) / STEPS_PER_BPS
}

/** Moves every trade to the front, from the newest to the oldest. */
const turn = (window: TradeWindow): void => {
  const mask = window.bps.length - 1
  let sum = 0
  let peak = 0
  let low = 0
  let drawdown = 0
  for (let n = window.head - 1; n >= window.tail; n--) {
    const slot = n & mask
    const bps = window.bps[slot]!
    sum += bps
    peak = Math.max(0, bps + peak)
    low = Math.min(0, bps + low)
    // The path starts at 0, which is its first peak: it falls to the lowest point after it.
    drawdown = Math.max(drawdown, -low)
    window.frontSum[slot] = sum
    window.frontPeak[slot] = peak
    window.frontDrawdown[slot] = drawdown
  }
  window.split = window.head
  window.backSum = 0
  window.backPeak = 0
  window.backLow = 0
  window.backDrawdown = 0
}

const inOrder = ({ exitTsMs, bps, tail, head }: TradeWindow) => {
  const ordered = (ring: Float64Array) =>
    Float64Array.from({ length: head - tail }, (_, i) => ring[(tail + i) & (ring.length - 1)]!)
  return { exitTsMs: ordered(exitTsMs), bps: ordered(bps) }
}

/** Grows the rings to a power of two with room for more. */
const makeRoom = (window: TradeWindow): void => {
  const count = window.head - window.tail
  let room = LEAST_ROOM
  while (room <= count) room *= 2
  // A restored ring is exactly as long as its trades and starts at 0, so it is already in order.
  const { exitTsMs, bps } = window.tail === 0 ? window : inOrder(window)
  window.exitTsMs = new Float64Array(room)
  window.bps = new Float64Array(room)
  window.exitTsMs.set(exitTsMs.subarray(0, count))
  window.bps.set(bps.subarray(0, count))
  window.frontSum = new Float64Array(room)
  window.frontPeak = new Float64Array(room)
  window.frontDrawdown = new Float64Array(room)
  window.tail = 0
  window.head = count
  turn(window)
  joinPaths(window)
}
