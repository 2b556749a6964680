/** Volatility that clusters: log-volatility is a sum of three AR(1) processes, of the day, the quarter of an hour and the minute. */
import type { RandomStream } from './random.js'

/**
 * Standard deviation of each part and what it keeps from one of its steps to the next. Chosen so that absolute one-minute returns correlate
 * as measured (about 0.20 at lag 1, 0.14 at 10, 0.09 at 60 once the hour is divided out) and daily log-volatility keeps 90 % a day.
 */
const PARTS = Object.freeze({
  day: { at: 0, sd: 0.25, keep: 0.9 },
  quarter: { at: 1, sd: 0.24, keep: 0.85 },
  minute: { at: 2, sd: 0.28, keep: 0.87 },
})
type VolatilityPart = keyof typeof PARTS

/** The market's share of the log-variance; the rest is each pair's own. Without it correlations would wash out. */
const COMMON = 0.8
const OWN = 1 - COMMON
const LOG_VARIANCE = Object.values(PARTS).reduce((sum, { sd }) => sum + sd * sd, 0)

export interface Volatility {
  /** One step of a part, for all pairs. */
  advance(part: VolatilityPart): void
  /** Factor on the standard deviation of pair k now; its mean square is 1. */
  factor(k: number): number
}

/** One process for `own.length` pairs; starts in its stationary state. */
export const createVolatility = (market: RandomStream, own: readonly RandomStream[]): Volatility => {
  const count = own.length
  const weightOfAll = Math.sqrt(COMMON)
  const weightOfOne = Math.sqrt(OWN)
  const all = new Float64Array(3)
  const one = new Float64Array(3 * count)
  const slow = new Float64Array(count)
  const draw = (part: VolatilityPart, keep: number): void => {
    const { at, sd } = PARTS[part]
    const shock = sd * Math.sqrt(1 - keep * keep)
    all[at] = keep * all[at]! + shock * market.normal()
    for (let k = 0; k < count; k++) one[at * count + k] = keep * one[at * count + k]! + shock * own[k]!.normal()
  }
  const log = (at: number, k: number): number => weightOfAll * all[at]! + weightOfOne * one[at * count + k]!
  const settle = (): void => {
    for (let k = 0; k < count; k++) slow[k] = Math.exp(log(0, k) + log(1, k) - LOG_VARIANCE)
  }
  for (const part of Object.keys(PARTS) as VolatilityPart[]) draw(part, 0)
  settle()
  return {
    advance: (part) => {
      draw(part, PARTS[part].keep)
      if (part !== 'minute') settle()
    },
    factor: (k) => slow[k]! * Math.exp(log(2, k)),
  }
}
