/** Whether a pipeline may trade, and if not, every reason why, by code and in words, for `/ready` and the log. */
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { PHASES, type Phase, READY_CODES, type ReadyCode, type ReadyReason } from '../../../model/ready-codes.js'
import type { BrokerClock } from '../../../oanda/client/broker-clock.js'

export interface Readiness {
  /** Sets or (null) clears the reason of one code. */
  set(code: ReadyCode, text: string | null): void
  /** Enters a phase of the process; the reason of the phase before is cleared. `text`: what it waits for. */
  enter(phase: Phase, text?: string): void
  phase(): Phase
  /** In the order of READY_CODES. */
  reasons(): readonly ReadyReason[]
}

/** `clock`: the machine's. */
export const readiness = (log: Logger, clock: Pick<Clock, 'nowMs'>): Readiness => {
  const held = new Map<ReadyCode, ReadyReason>()
  let phase: Phase = 'starting'
  const set = (code: ReadyCode, text: string | null): void => {
    const before = held.get(code)
    if ((before?.text ?? null) === text) return
    if (text === null) held.delete(code)
    else held.set(code, { code, text, sinceMs: before?.sinceMs ?? Math.floor(clock.nowMs()) })
    // A text that only counts on is no news.
    if (text === null) log(`${code}: ok`)
    else if (!before) log(`not ready: ${code}: ${text}`)
  }
  const enter = (next: Phase, text: string = next): void => {
    const isNew = next !== phase || (next !== 'running' && held.get(next)?.text !== text)
    phase = next
    for (const code of PHASES) if (code !== 'running' && code !== next) held.delete(code)
    if (next !== 'running')
      held.set(next, { code: next, text, sinceMs: held.get(next)?.sinceMs ?? Math.floor(clock.nowMs()) })
    if (isNew) log(`sep: ${next}${text === next ? '' : `: ${text}`}`)
  }
  held.set(phase, { code: phase, text: phase, sinceMs: Math.floor(clock.nowMs()) })
  return {
    set,
    enter,
    phase: () => phase,
    reasons: () => READY_CODES.flatMap((code) => held.get(code) ?? []),
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
