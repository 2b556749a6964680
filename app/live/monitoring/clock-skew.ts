/** Why the machine's time forbids to trade; null where it does not, or where the broker has not said its time yet. */
import type { BrokerClock } from '../../../oanda/client/broker-clock.js'

const SKEW_MAX_MS = 2000

export const skewReason = (clock: BrokerClock): string | null => {
  const skewMs = clock.skewMs()
  return Math.abs(skewMs) > SKEW_MAX_MS
    ? `clock skew: this machine is ${Math.round(skewMs)} ms off the broker's time, at most ${SKEW_MAX_MS} are allowed`
    : null
}
