/** Alarms of this process that its store does not have. */
import type { Clock } from '../../lib/clock.js'
import { SECOND_MS } from '../../lib/time-units.js'
import type { AlarmLog } from '../../sinks/alarms/alarm-log.js'
import type { NotifiedAlarm } from './alarm-notices.js'

/** A store that answers has an alarm after a second; until then it is only on its way. */
const PATIENCE_MS = 15 * SECOND_MS

/** `kept` null: the store cannot be read now. */
export const unkeptAlarms = (log: Pick<AlarmLog, 'newest'>, clock: Clock) => {
  const everKept = new Set<string>()
  return (kept: readonly NotifiedAlarm[] | null): readonly NotifiedAlarm[] => {
    for (const alarm of kept ?? []) everKept.add(nameOf(alarm))
    const beforeMs = kept === null ? Number.POSITIVE_INFINITY : clock.nowMs() - PATIENCE_MS
    return log
      .newest()
      .filter((alarm) => alarm.startMs < beforeMs && !everKept.has(nameOf(alarm)))
      .map(({ id, ...alarm }) => ({ ...alarm, id: `${alarm.startMs}-${id}`, acknowledgedBy: null }))
  }
}

const nameOf = ({ code, startMs }: Pick<NotifiedAlarm, 'code' | 'startMs'>): string => `${code}@${startMs}`
