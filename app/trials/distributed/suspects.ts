/**
 * Which trials of a job may run together. A worker that ends without a word takes its job along; the next one must not end in the same
 * way with everything that shares the job. Pure.
 */

export interface Attempts {
  /** What the worker before was computing when it ended. */
  readonly running: readonly number[]
  /** By trial: how many workers have ended while they computed it. */
  readonly ended: Readonly<Record<string, number>>
}
export interface AttemptPlan {
  /** With the end of the worker before. */
  readonly ended: Readonly<Record<string, number>>
  /** Run in this order, each in one go: first all that no worker has ended at, then the suspects one at a time, the worst last. */
  readonly groups: readonly (readonly number[])[]
  /** Have ended three workers: not run again. */
  readonly poison: readonly number[]
}

/** A configuration that ends so many workers is not tried again. */
export const POISON_AT = 3

export const planAttempt = (trials: readonly number[], { running, ended: before }: Attempts): AttemptPlan => {
  const ended: Record<string, number> = { ...before }
  for (const trial of running) ended[trial] = (ended[trial] ?? 0) + 1
  const count = (trial: number): number => ended[trial] ?? 0
  const clean = trials.filter((trial) => count(trial) === 0)
  const suspects = trials
    .filter((trial) => count(trial) > 0 && count(trial) < POISON_AT)
    .toSorted((a, b) => count(a) - count(b) || a - b)
  return {
    ended,
    groups: [...(clean.length > 0 ? [clean] : []), ...suspects.map((trial) => [trial])],
    poison: trials.filter((trial) => count(trial) >= POISON_AT),
  }
}
