/** Whether a pipeline may trade, and if not, every reason why, by code and in words, for `/ready` and the log. */
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import {
  type ConditionCode,
  PHASES,
  type Phase,
  READY_CODES,
  type ReadyCode,
  type ReadyReason,
} from '../../../model/ready-codes.js'
import type { BrokerClock } from '../../../oanda/client/broker-clock.js'

/** What blocks one instrument. */
export interface InstrumentReason {
  readonly code: string
  readonly text: string
}

export interface Readiness {
  /** Sets or (null) clears the reason of one code, not of a phase. A code holds while any of those who set it (`by`) holds it. */
  set(code: ConditionCode, text: string | null, by?: string): void
  /** Sets or (null) clears what blocks one instrument: an item that cannot be read, data that is not believed. */
  block(instrument: string, code: string, text: string | null): void
  blocks(instrument: string): readonly InstrumentReason[]
  /** Enters a phase of the process; the reason of the phase before is cleared. `text`: what it waits for. */
  enter(phase: Phase, text?: string): void
  phase(): Phase
  /** In the order of READY_CODES. */
  reasons(): readonly ReadyReason[]
}

/** `clock`: the machine's. */
export const readiness = (log: Logger, clock: Pick<Clock, 'nowMs'>): Readiness => {
  const held = new Map<ReadyCode, ReadyReason>()
  /** Texts of a code by who set it. */
  const texts = new Map<ConditionCode, Map<string, string>>()
  const blocked = new Map<string, Map<string, string>>()
  let phase: Phase = 'starting'
  const hold = (code: ReadyCode, text: string): void => {
    held.set(code, { code, text, sinceMs: held.get(code)?.sinceMs ?? Math.floor(clock.nowMs()) })
  }
  const set = (code: ConditionCode, text: string | null, by = ''): void => {
    const before = held.get(code)
    const first = put(texts, code, by, text)
    if (first !== undefined) hold(code, first)
    else held.delete(code)
    // A text that only counts on is no news.
    if (before && first === undefined) log(`${code}: ok`)
    else if (!before && first !== undefined) log(`not ready: ${code}: ${first}`, 'warn')
  }
  const enter = (next: Phase, text: string = next): void => {
    const isNew = next !== phase || (next !== 'running' && held.get(next)?.text !== text)
    phase = next
    for (const code of PHASES) if (code !== 'running' && code !== next) held.delete(code)
    if (next !== 'running') hold(next, text)
    if (isNew) log(text === next ? next : `${next}: ${text}`)
  }
  hold(phase, phase)
  return {
    set,
    block: (instrument, code, text) => void put(blocked, instrument, code, text),
    blocks: (instrument) => [...(blocked.get(instrument) ?? [])].map(([code, text]) => ({ code, text })),
    enter,
    phase: () => phase,
    reasons: () => READY_CODES.flatMap((code) => held.get(code) ?? []),
  }
}

/** Returns the first text that is left. */
const put = <K>(texts: Map<K, Map<string, string>>, key: K, by: string, text: string | null): string | undefined => {
  const own = texts.get(key) ?? new Map<string, string>()
  if (text === null) own.delete(by)
  else own.set(by, text)
  texts.set(key, own)
  return own.values().next().value
}

const SKEW_MAX_MS = 2000

/** Why the machine's time forbids trading; null where it does not, or before the broker has sent its time. */
export const skewReason = (clock: BrokerClock): string | null => {
  const skewMs = clock.skewMs()
  return Math.abs(skewMs) > SKEW_MAX_MS
    ? `clock skew: this machine is ${Math.round(skewMs)} ms off the broker's time, at most ${SKEW_MAX_MS} are allowed`
    : null
}
