/** Inside a minute: the number of ticks, and how far they reach beyond open and close. */
import type { RandomStream } from './random.js'

/** A minute of one pair in points, the last decimal of its price. The path also moves in minutes without a tick, but is not shown. */
export interface MinuteCandle {
  /** True: no tick, no candle. */
  missing: boolean
  o: number
  h: number
  l: number
  c: number
  ticks: number
  spreadAtOpen: number
  spread: number
  /** Standard deviation of the minute, as a fraction of the price. */
  deviation: number
  /** The same, relative to the pair's usual deviation. */
  relative: number
}

export const emptyMinute = (): MinuteCandle => ({
  missing: true,
  o: 0,
  h: 0,
  l: 0,
  c: 0,
  ticks: 0,
  spreadAtOpen: 0,
  spread: 0,
  deviation: 0,
  relative: 0,
})

/** The relative deviation is below 1 on average: its mean square is 1. */
const MEAN_RELATIVE = 0.81

/** Ticks grow with the volatility of the minute, as measured by hour; at least 1. */
export const drawTicks = (perMinute: number, relative: number, stream: RandomStream): number => {
  const mean = (perMinute * relative) / MEAN_RELATIVE
  return Math.max(1, Math.round(mean + Math.sqrt(mean) * stream.normal()))
}

/** Mean excess of a continuous path's maximum over the one seen at n points is this times sd / sqrt(n) (-zeta(1/2) / sqrt(2 pi)). */
const UNSEEN = 0.5826

/**
 * How far above its start the path goes: the maximum of a Brownian bridge over `distance` with total deviation `sd`, less what falls
 * between the ticks, which gives the measured 1.75 of range to absolute return. Never below either end. For the low mirror the distance.
 */
export const reach = (distance: number, sd: number, ticks: number, uniform: number): number => {
  const top = (distance + Math.sqrt(distance * distance - 2 * sd * sd * Math.log(uniform))) / 2
  return Math.max(0, distance, top - (UNSEEN * sd) / Math.sqrt(ticks))
}

/** Minutes without a tick by hour: the quieter the hour, the more; 24 probabilities with mean `share`. */
export const missingByHour = (share: number, hourProfile: readonly number[]): Float64Array => {
  const quiet = hourProfile.map((rms) => 1 / (rms * rms))
  const mean = quiet.reduce((sum, value) => sum + value, 0) / quiet.length
  return Float64Array.from(quiet, (value) => Math.min(0.5, (share * value) / mean))
}
