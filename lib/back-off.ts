/**
 * Waits between attempts: doubling from `firstMs` to `mostMs`, each randomly shortened by up to a half so that clients do not retry in
 * step.
 */
export interface BackOff {
  /** The next wait, ms. `leastMs` raises it when the other side asked for more. */
  next(leastMs?: number): number
  /** Starts again from the first wait. */
  reset(): void
}

/** `random` returns numbers in [0, 1). */
export const createBackOff = (firstMs: number, mostMs: number, random: () => number): BackOff => {
  let stepMs = firstMs
  return {
    next: (leastMs = 0) => {
      const waitMs = Math.max(leastMs, stepMs * (0.5 + random() / 2))
      stepMs = Math.min(mostMs, stepMs * 2)
      return waitMs
    },
    reset: () => {
      stepMs = firstMs
    },
  }
}
