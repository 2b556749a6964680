/** Whether a stream of the broker is open, and why not. */
import { isSilence } from '../../../oanda/stream/read-lines.js'

export interface StreamHealth {
  /** Takes every event of the stream. */
  take(event: { readonly kind: string; readonly why?: string }): void
  /** Null = it is open. */
  fault(): string | null
  /** True once it has been open and has broken since. */
  isBroken(): boolean
}

/** The stream's own watchdog ends a silent one; that is open again with its first heartbeat. */
export const streamHealth = (): StreamHealth => {
  let fault: string | null = 'not open yet'
  let hasOpened = false
  let isMute = false
  return {
    take: ({ kind, why }) => {
      // What was skipped, or has to be read again, came over an open stream.
      if (kind === 'fault' || kind === 'backfill' || kind === 'missing') return
      if (kind === 'gap') isMute ||= isSilence(why)
      if (kind === 'heartbeat') isMute = false
      if (kind === 'gap') fault = why ?? 'it broke'
      else if (!isMute) fault = null
      hasOpened ||= kind === 'open'
    },
    fault: () => fault,
    isBroken: () => hasOpened && fault !== null,
  }
}
