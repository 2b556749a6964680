/** Whether a pipeline may trade, and if not, every reason why, in words for `/ready` and the log. */
import type { Logger } from '../../../lib/logger.js'
import type { BrokerClock } from '../../../oanda/client/broker-clock.js'

export interface Readiness {
  /** Sets or (null) clears the reason of one subject. */
  set(subject: string, reason: string | null): void
  reasons(): readonly string[]
}

export const readiness = (log: Logger): Readiness => {
  const held = new Map<string, string>([['start', 'starting']])
  return {
    set: (subject, reason) => {
      if ((held.get(subject) ?? null) === reason) return
      if (reason === null) held.delete(subject)
      else held.set(subject, reason)
      log(reason === null ? `${subject}: ok` : `not ready: ${reason}`)
      if (held.size === 0) log('ready')
    },
    reasons: () => [...held.values()],
  }
}

const SKEW_MAX_MS = 2000

/** Why the machine's time forbids trading; null where it does not, or before the broker has sent its time. */
export const skewReason = (clock: BrokerClock): string | null => {
  const skewMs = clock.skewMs()
  return Math.abs(skewMs) > SKEW_MAX_MS
    ? `clock skew: this machine is ${Math.round(skewMs)} ms off the broker's time, at most ${SKEW_MAX_MS} are allowed`
    : null
}
