/** Floors for an instrument's shadow: fixed ones, raised by the instrument's own history. */
import { sampleQuantile, type SampleRing } from './sample-ring.js'

/** With fewer hourly samples the fixed floors apply. */
const LEAST_SAMPLES = 24

export interface FloorRule {
  readonly minTrades: number
  readonly calmarMin: number
  readonly calmarCap: number
  readonly pnlMinBps: number
  /**
   * adaptive: half the median of trades, median of calmar plus a tenth of its spread, capped. original: every median plus a
   * tenth, no cap.
   */
  readonly floors: 'adaptive' | 'original'
}

/** Hourly samples of one instrument. */
export interface Samples {
  readonly trades: SampleRing
  readonly calmar: SampleRing
  readonly pnlBps: SampleRing
}

/** Floors by instrument. */
export interface Floors {
  readonly minTrades: Float64Array
  readonly calmarMin: Float64Array
  readonly pnlMinBps: Float64Array
}

/** Writes the floors of instrument k. */
export const setFloors = (floors: Floors, k: number, rule: FloorRule, samples: Samples): void => {
  const { minTrades, calmarMin, calmarCap, pnlMinBps } = rule
  floors.minTrades[k] = minTrades
  floors.calmarMin[k] = calmarMin
  floors.pnlMinBps[k] = pnlMinBps
  if (samples.trades.length < LEAST_SAMPLES) return
  if (rule.floors === 'adaptive') {
    floors.minTrades[k] = Math.max(minTrades, 0.5 * sampleQuantile(samples.trades, 0.5))
    floors.calmarMin[k] = Math.min(calmarCap, Math.max(calmarMin, medianPlus(samples.calmar)))
  } else {
    floors.minTrades[k] = Math.max(minTrades, medianPlus(samples.trades))
    floors.calmarMin[k] = Math.max(calmarMin, medianPlus(samples.calmar))
    floors.pnlMinBps[k] = Math.max(pnlMinBps, medianPlus(samples.pnlBps))
  }
}

/** Median plus a tenth of the interquartile range. */
const medianPlus = (ring: SampleRing): number =>
  sampleQuantile(ring, 0.5) + 0.1 * (sampleQuantile(ring, 0.75) - sampleQuantile(ring, 0.25))
