/** The score: how tradeable an instrument is now, smoothed in event time. */
import { decayOver } from './half-life.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/** Minutes without a candle that the last score survives. */
const MISSES_FORGIVEN = 3

export interface ScoreRule {
  readonly weightCoherence: number
  readonly weightStability: number
  readonly weightRupture: number
  readonly weightEntropy: number
  readonly weightHazard: number
}

/** By instrument. */
export interface Scores {
  /** NaN before metrics exist. */
  readonly score: Float64Array
  /** Time of the last candle with metrics. */
  readonly seenMs: Float64Array
  /** Minute slices without a candle since then. */
  readonly misses: Int32Array
}

export const createScores = (count: number): Scores => ({
  score: new Float64Array(count).fill(Number.NaN),
  seenMs: new Float64Array(count).fill(Number.NaN),
  misses: new Int32Array(count),
})

/** Combines the metrics of one candle into one number, 0..sum of weights. */
export const rawScore = (
  rule: ScoreRule,
  coherence: number,
  stability: number,
  rupture: number,
  entropy: number,
  hazard: number,
): number =>
  rule.weightCoherence * coherence +
  rule.weightStability * stability +
  rule.weightRupture * (1 - rupture) +
  rule.weightEntropy * (1 - entropy) +
  rule.weightHazard * (1 - hazard)

/**
 * Updates the score with this slice's raw value; a value that is not finite is a missing candle. After a minute, keptPerMinute of
 * the old score is left.
 */
export const updateScore = (scores: Scores, k: number, tsMs: number, raw: number, keptPerMinute: number): void => {
  if (!Number.isFinite(raw)) {
    // A slice off the minute grid only carries a request; it has no candle to miss.
    if (tsMs % MINUTE_MS === 0) scores.misses[k] = Math.min(scores.misses[k]! + 1, MISSES_FORGIVEN + 1)
    return
  }
  const before = scores.score[k]!
  const elapsedMs = tsMs - scores.seenMs[k]!
  const kept = elapsedMs === MINUTE_MS ? keptPerMinute : decayOver(keptPerMinute, Math.floor(elapsedMs / MINUTE_MS))
  scores.score[k] = before === before ? raw + (before - raw) * kept : raw
  scores.seenMs[k] = tsMs
  scores.misses[k] = 0
}

/** True while instrument k has a positive score that is recent enough to rank. */
export const hasScore = ({ score, misses }: Scores, k: number): boolean =>
  score[k]! > 0 && misses[k]! <= MISSES_FORGIVEN
