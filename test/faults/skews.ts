/** Wall clocks of the two hosts: each may step; with the faults they end. */
import { FAULTS_MS } from './spans.js'
import type { Timeline } from './timeline.js'

export const SLOTS = ['a', 'b'] as const

/** Slices wait for a clock that was set back, and for the time that a clock ahead has used up: within this they go on. */
export const MAX_STEP_MS = 20_000

export interface Skews {
  /** How far the wall clock of a host is off now, ms. */
  of(slot: string): () => number
  step(slot: string, ms: number): void
}

export const createSkews = (timeline: Timeline): Skews => {
  const steps = new Map<string, number>()
  return {
    of: (slot) => () => (timeline.now() < FAULTS_MS ? (steps.get(slot) ?? 0) : 0),
    step: (slot, ms) => void steps.set(slot, ms),
  }
}
