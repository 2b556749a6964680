/** Whether a stream of the broker is open, and why not. */

export interface StreamHealth {
  /** Takes every event of the stream. */
  take(event: { readonly kind: string; readonly why?: string }): void
  /** Null = it is open. */
  fault(): string | null
  /** True once it has been open and has broken since. */
  isBroken(): boolean
}

/** The stream's own watchdog ends a silent one. */
export const streamHealth = (): StreamHealth => {
  let fault: string | null = 'not open yet'
  let hasOpened = false
  return {
    take: ({ kind, why }) => {
      // What was skipped, or has to be read again, came over an open stream.
      if (kind === 'fault' || kind === 'backfill' || kind === 'missing') return
      fault = kind === 'gap' ? (why ?? 'it broke') : null
      hasOpened ||= kind === 'open'
    },
    fault: () => fault,
    isBroken: () => hasOpened && fault !== null,
  }
}
