/** Spread of one pair: its median, the profile of the New York hour, and noise that lasts for minutes. */
import type { RandomStream } from './random.js'

/**
 * Log-noise of 13 %, 0.7 of which lasts to the next minute. With the hours it gives the measured quantiles of EUR_USD (90 %: 1.4 pips, 99
 * %: 2.4).
 */
const KEEP = 0.7
const SHOCK = 0.13 * Math.sqrt(1 - KEEP * KEEP)
const POINTS_PER_PIP = 10

export interface Spread {
  /** Spread in points, at least 1 (0.1 pip), one minute later at this New York hour. */
  next(hour: number): number
}

/** `profile`: mean pips by hour of a pair whose median is `profileMedian`. */
export const createSpread = (
  medianPips: number,
  profile: readonly number[],
  profileMedian: number,
  stream: RandomStream,
): Spread => {
  const points = Float64Array.from(profile, (pips) => (pips / profileMedian) * medianPips * POINTS_PER_PIP)
  let noise = 0
  return {
    next: (hour) => {
      noise = KEEP * noise + SHOCK * stream.normal()
      return Math.max(1, Math.round(points[hour]! * (1 + noise + (noise * noise) / 2)))
    },
  }
}
