/**
 * Alarms of a running pipeline. An event is logged at once; a condition becomes one alarm with a start, a count and an end once its cause
 * has stood for five seconds.
 */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { pause } from '../../lib/pause.js'
import { ALARM_KINDS, type AlarmCode, type AlarmKind, type Severity } from '../../model/alarm-codes.js'

export interface Alarm {
  /** Rises by one with each alarm of the process. */
  readonly id: number
  readonly code: AlarmCode
  readonly severity: Severity
  readonly text: string
  /** How often its cause was reported. */
  readonly count: number
  /** Machine time, ms UTC: from when on the cause stood, or when it happened. */
  readonly startMs: number
  /** Null = the cause stands. Equal to the start for an event. */
  readonly endMs: number | null
}
export interface AlarmLog {
  /** Something has happened; a consequence of a standing cause is counted there. `severity`: other than that of its kind. */
  raise(code: AlarmCode, text: string, severity?: Severity): void
  /** Reports a cause as often as it is seen, or (null) that it is gone. It becomes an alarm only if it stands long enough. */
  hold(code: AlarmCode, text: string | null): void
  /** Newest first, the newest of each kind. */
  newest(): readonly Alarm[]
  /** How many of each kind there were, and which stand. */
  counts(): { readonly [code: string]: number }
  /** Starts and ends alarms in time, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

/** Machine time that a cause must stand before it is an alarm, and be gone before the alarm is over. */
const HOLD_MS = 5_000
const LOOK_MS = 250
/** Of each kind, so that one kind cannot push the others out. */
const KEPT = 10

/** A cause that stands, or that has gone less than five seconds ago. */
interface Cause {
  readonly sinceMs: number
  readonly startMs: number
  readonly text: string
  readonly count: number
  /** Monotonic; NaN = it stands. */
  readonly goneMs: number
  /** The alarm that it became; null = none yet. */
  readonly id: number | null
}

/** The newest alarms of each kind, and how many there were. */
const alarmRecords = (log: Logger) => {
  const kept = new Map<AlarmCode, readonly Alarm[]>()
  const totals = new Map<AlarmCode, number>()
  let lastId = 0
  return {
    begin: (alarm: Omit<Alarm, 'id' | 'severity'>, severity: Severity): number => {
      const { code, text } = alarm
      const id = ++lastId
      kept.set(code, [{ id, severity, ...alarm }, ...(kept.get(code) ?? [])].slice(0, KEPT))
      totals.set(code, (totals.get(code) ?? 0) + 1)
      if (severity === 'info') log(`info ${code}: ${text}`)
      else log(`ALARM ${code} ${text}`, severity === 'critical' ? 'error' : 'warn')
      return id
    },
    change: (code: AlarmCode, id: number, to: Partial<Alarm>): void => {
      const list = kept.get(code) ?? []
      kept.set(
        code,
        list.map((alarm) => (alarm.id === id ? { ...alarm, ...to } : alarm)),
      )
    },
    newest: (): readonly Alarm[] => [...kept.values()].flat().sort((a, b) => b.id - a.id),
    counts: (): { readonly [code: string]: number } => Object.fromEntries(totals),
  }
}

export const alarmLog = (clock: Clock, log: Logger): AlarmLog => {
  const { begin, change, newest, counts } = alarmRecords(log)
  const causes = new Map<AlarmCode, Cause>()
  /** The standing cause of which this kind is a consequence. */
  const causeOf = (code: AlarmCode): AlarmCode | undefined =>
    ((ALARM_KINDS[code] as AlarmKind).follows ?? []).find((cause): cause is AlarmCode => causes.has(cause as AlarmCode))

  const end = (code: AlarmCode, { id, text, count, startMs, goneMs }: Cause): void => {
    causes.delete(code)
    if (id === null) return
    const goneForMs = clock.monotonicMs() - goneMs
    const endMs = Math.floor(clock.nowMs() - goneForMs)
    change(code, id, { endMs })
    log(`alarm over: ${code} after ${Math.max(1, Math.round((endMs - startMs) / 1000))} s, ${count} times: ${text}`)
  }
  const look = (): void => {
    const nowMs = clock.monotonicMs()
    for (const [code, cause] of causes) if (nowMs - cause.goneMs >= HOLD_MS) end(code, cause)
    for (const [code, cause] of causes) {
      const { id, text, count, startMs } = cause
      if (id !== null || !Number.isNaN(cause.goneMs) || nowMs - cause.sinceMs < HOLD_MS || causeOf(code)) continue
      const made = begin({ code, text, count, startMs, endMs: null }, ALARM_KINDS[code].severity)
      causes.set(code, { ...cause, id: made })
    }
  }
  const report = (code: AlarmCode, text: string): void => {
    const known = causes.get(code)
    const now = { sinceMs: clock.monotonicMs(), startMs: Math.floor(clock.nowMs()), count: 0, id: null }
    // A cause that comes back before it was long enough to be an alarm has not stood all the time.
    const before = known && (known.id !== null || Number.isNaN(known.goneMs)) ? known : now
    const cause = { ...before, text, count: before.count + 1, goneMs: Number.NaN }
    causes.set(code, cause)
    if (cause.id !== null) change(code, cause.id, { text, count: cause.count })
  }

  const count = (code: AlarmCode): void => {
    const cause = causes.get(code) as Cause
    causes.set(code, { ...cause, count: cause.count + 1 })
    if (cause.id !== null) change(code, cause.id, { count: cause.count + 1 })
  }

  return {
    raise: (code, text, severity = ALARM_KINDS[code].severity) => {
      const cause = causeOf(code)
      if (cause) return count(cause)
      const nowMs = Math.floor(clock.nowMs())
      begin({ code, text, count: 1, startMs: nowMs, endMs: nowMs }, severity)
    },
    hold: (code, text) => {
      const known = causes.get(code)
      if (text !== null) report(code, text)
      else if (known && Number.isNaN(known.goneMs)) causes.set(code, { ...known, goneMs: clock.monotonicMs() })
      look()
    },
    newest,
    counts,
    run: async (signal) => {
      while (await pause(clock, LOOK_MS, signal)) look()
    },
  }
}
