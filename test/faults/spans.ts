/** The time spans of a run, virtual ms. */
import type { Mood } from './policy.js'

/** Faults stop here. */
export const FAULTS_MS = 140_000
/**
 * From here on the trader only closes; between the two it enters wherever possible. An order sent by a process that dies right before
 * the faults end is given up 105 s after them, and the next slice is up to 20 s away.
 */
export const FLAT_MS = FAULTS_MS + 140_000
export const END_MS = FLAT_MS + 60_000
/** Monday 2026-01-05 10:00 UTC, on the grid of slices. */
export const START_MS = 1_767_607_200_000

export const moodAt = (tsMs: number): Mood =>
  tsMs < START_MS + FAULTS_MS ? 'trades' : tsMs < START_MS + FLAT_MS ? 'eager' : 'flat'
