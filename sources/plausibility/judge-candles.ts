/** Which candles of a series cannot be meant: one wild price is left out, a level that stays is believed. */
import { createRollingMedian, medianOf, pushMedian } from '../../lib/series/rolling-median.js'
import { DAY_MS } from '../../lib/time-units.js'
import { usualPrice } from './usual-price.js'

/** Closes and ranges that make the level. */
const WINDOW = 60
/** A price is implausible further from the level than both: median ranges, and a part of the level. */
const RANGES_MAX = 300
const MOVE_MAX = 0.03
/** At the first candle after a closed week. */
const WEEK_MOVE_MAX = 0.1
/** Consecutive candles whose closes differ by no more agree. */
const AGREE_MAX = 0.03
/** A quote this near to the new price, in parts of the move, confirms it. */
const CONFIRM_MAX = 0.25
/** The very first candle: times the pair's usual price, or a part of it. */
const FACTOR_MAX = 5
/** After so long a hole the earlier prices say nothing: the next candle is a first one. */
const HOLE_MS = 28 * DAY_MS
const WEEK_MS = 7 * DAY_MS
/** 1970-01-03 12:00, a Saturday: inside the closed end of a week, whatever the season. */
const SATURDAY_MS = 2.5 * DAY_MS

/** A candle without names: its largest and its smallest price, of the sides too. */
export interface JudgedCandle {
  readonly tMs: number
  readonly high: number
  readonly low: number
  readonly close: number
}
/** Why a candle was refused. */
export interface Implausible {
  /** The price, and the level that it is too far from. */
  readonly price: number
  readonly level: number
}
/**
 * Judges the candles of one instrument in order of time: null, or why the candle is refused. Earlier candles and the quote alone decide.
 * After a refused candle the next one is taken: nothing is absent for longer. `quote`: what the broker quotes now.
 */
export type JudgeCandle = (candle: JudgedCandle, quote?: number) => Implausible | null

export const createJudge = (instrument: string): JudgeCandle => {
  const usual = usualPrice(instrument)
  let closes = createRollingMedian(1, WINDOW)
  let ranges = createRollingMedian(1, WINDOW)
  let lastClose = Number.NaN
  let lastMs = Number.NaN
  /** Close of the candle before, if that one was too far away. */
  let doubtful = Number.NaN
  let refused = false

  const forget = (): void => {
    closes = createRollingMedian(1, WINDOW)
    ranges = createRollingMedian(1, WINDOW)
  }
  const take = ({ high, low, close }: JudgedCandle, isDoubtful: boolean): null => {
    pushMedian(closes, 0, close)
    pushMedian(ranges, 0, high - low)
    lastClose = close
    doubtful = isDoubtful ? close : Number.NaN
    refused = false
    return null
  }
  const boundsOf = (tMs: number, quote: number): readonly [level: number, below: number, above: number] => {
    const known = closes.count[0]!
    if (known === 0) {
      if (quote > 0) return [quote, quote * MOVE_MAX, quote * MOVE_MAX]
      return [usual, usual - usual / FACTOR_MAX, usual * FACTOR_MAX - usual]
    }
    const isNewWeek = weekOf(tMs) !== weekOf(lastMs)
    const level = known === WINDOW ? medianOf(closes, 0) : lastClose
    const share = level * (isNewWeek ? WEEK_MOVE_MAX : MOVE_MAX)
    const most = known === WINDOW ? Math.max(share, RANGES_MAX * medianOf(ranges, 0)) : share
    return [level, most, most]
  }
  return (candle, quote = Number.NaN) => {
    const { tMs, high, low, close } = candle
    if (tMs - lastMs > HOLE_MS) forget()
    const [level, below, above] = boundsOf(tMs, quote)
    lastMs = tMs
    const isOut = (price: number) => price - level > above || level - price > below
    if (!isOut(high) && !isOut(low)) return take(candle, false)
    const price = isOut(close) ? close : high - level > above ? high : low
    if (Math.abs(quote - price) <= CONFIRM_MAX * Math.abs(price - level)) {
      if (isOut(close)) forget()
      return take(candle, false)
    }
    if (agree(doubtful, close)) {
      if (isOut(close)) forget()
      return take(candle, false)
    }
    if (refused) return take(candle, true)
    doubtful = close
    refused = true
    return { price, level }
  }
}

/** Closes of one level; NaN agrees with nothing. */
export const agree = (before: number, close: number): boolean => Math.abs(close - before) <= AGREE_MAX * before

const weekOf = (tMs: number): number => Math.floor((tMs - SATURDAY_MS) / WEEK_MS)
