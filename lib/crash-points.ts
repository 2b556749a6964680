/** Places where a test may kill the process: between any two steps that must not be torn apart silently. */

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

/** `at` gives nothing in production. Where the process is to die here it gives a promise that never settles; where it stands still, one that settles when it goes on. */
export interface CrashPoints {
  at(label: CrashLabel): Promise<void> | undefined
}

export const noCrash: CrashPoints = Object.freeze({ at: () => undefined })
