/** Places where a test may kill the process: between any two steps whose separation must not go unnoticed. */

export const CRASH_LABELS = [
  'slice.closed',
  'slice.journaled',
  'decision.made',
  'intent.before',
  'intent.after',
  'intent.durable',
  'sent.marked',
  'http.connected',
  'http.headers',
  'http.body-half',
  'http.body-full',
  'reply.headers',
  'reply.parsed',
  'outcome.before',
  'outcome.after',
  'position.folded',
  'snapshot.begin',
  'snapshot.renamed',
  'checkpoint.moved',
  'lease.renew',
  'boot.replayed',
  'boot.reconciled',
  'boot.adopted',
  'kill.journaled',
  'kill.cancelled',
] as const
export type CrashLabel = (typeof CRASH_LABELS)[number]

/**
 * `at` returns undefined in production. If the process is to die at this label it returns a promise that never settles; if it is to be
 * stopped, one that settles when it is continued.
 */
export interface CrashPoints {
  at(label: CrashLabel): Promise<void> | undefined
}

export const noCrash: CrashPoints = Object.freeze({ at: () => undefined })
