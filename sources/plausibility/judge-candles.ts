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
/** Judges the candles of one instrument in order of time. Earlier candles and the quote alone decide. */
export interface CandleJudge {
  /**
   * Null, or why the candle is refused. After a refused candle the next one is taken: nothing is absent for longer. `quote`: what the
   * broker quotes now.
   */
  judge(candle: JudgedCandle, quote?: number): Implausible | null
  /** Takes a verdict that was reached before. */
  obey(candle: JudgedCandle, isRefused: boolean): void
  /** Whether the candle would be too far away now; nothing changes. */
  isOut(candle: JudgedCandle): boolean
}

export const createJudge = (instrument: string): CandleJudge => {
  const level = createLevel(instrument)
  let lastMs = Number.NaN
  /** Close of the candle before, if that one was too far away. */
  let doubtful = Number.NaN
  let refused = false

  const take = (candle: JudgedCandle, isDoubtful: boolean): null => {
    level.add(candle)
    doubtful = isDoubtful ? candle.close : Number.NaN
    refused = false
    return null
  }
  const refuse = (close: number): void => {
    doubtful = close
    refused = true
  }
  /** How far away the candle is; null where it is not too far. */
  const distance = ({ tMs, high, low, close }: JudgedCandle, quote: number) => {
    const [from, below, above] = level.bounds(weekOf(tMs) !== weekOf(lastMs), quote)
    const isOut = (price: number) => price - from > above || from - price > below
    if (!isOut(high) && !isOut(low)) return null
    return { level: from, price: isOut(close) ? close : high - from > above ? high : low, closeIsOut: isOut(close) }
  }
  const meet = (candle: JudgedCandle, quote: number) => {
    if (candle.tMs - lastMs > HOLE_MS) level.forget()
    const out = distance(candle, quote)
    lastMs = candle.tMs
    return out
  }
  const takeAsLevel = (candle: JudgedCandle, closeIsOut: boolean): null => {
    if (closeIsOut) level.forget()
    return take(candle, false)
  }
  return {
    judge: (candle, quote = Number.NaN) => {
      const out = meet(candle, quote)
      if (out === null) return take(candle, false)
      const { price, level: from } = out
      const isConfirmed = Math.abs(quote - price) <= CONFIRM_MAX * Math.abs(price - from)
      if (isConfirmed || agree(doubtful, candle.close)) return takeAsLevel(candle, out.closeIsOut)
      if (refused) return take(candle, true)
      refuse(candle.close)
      return { price, level: from }
    },
    obey: (candle, isRefused) => {
      const out = meet(candle, Number.NaN)
      if (isRefused) refuse(candle.close)
      else if (out === null || (refused && !agree(doubtful, candle.close))) take(candle, out !== null)
      else takeAsLevel(candle, out.closeIsOut)
    },
    isOut: (candle) => distance(candle, Number.NaN) !== null,
  }
}

/** The accepted candles that others are measured from. */
const createLevel = (instrument: string) => {
  const usual = usualPrice(instrument)
  let closes = createRollingMedian(1, WINDOW)
  let ranges = createRollingMedian(1, WINDOW)
  let lastClose = Number.NaN
  return {
    forget: (): void => {
      closes = createRollingMedian(1, WINDOW)
      ranges = createRollingMedian(1, WINDOW)
    },
    add: ({ high, low, close }: JudgedCandle): void => {
      pushMedian(closes, 0, close)
      pushMedian(ranges, 0, high - low)
      lastClose = close
    },
    /** The level, and how far below and above it a price may lie. */
    bounds: (isNewWeek: boolean, quote: number): readonly [level: number, below: number, above: number] => {
      const known = closes.count[0]!
      if (known === 0) {
        if (quote > 0) return [quote, quote * MOVE_MAX, quote * MOVE_MAX]
        return [usual, usual - usual / FACTOR_MAX, usual * FACTOR_MAX - usual]
      }
      const level = known === WINDOW ? medianOf(closes, 0) : lastClose
      const share = level * (isNewWeek ? WEEK_MOVE_MAX : MOVE_MAX)
      const most = known === WINDOW ? Math.max(share, RANGES_MAX * medianOf(ranges, 0)) : share
      return [level, most, most]
    },
  }
}

/** Closes of one level; NaN agrees with nothing. */
export const agree = (before: number, close: number): boolean => Math.abs(close - before) <= AGREE_MAX * before

const weekOf = (tMs: number): number => Math.floor((tMs - SATURDAY_MS) / WEEK_MS)
