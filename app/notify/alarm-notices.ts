/** The words of an alarm: when it comes, while it is not acknowledged, when it is over. */
import { isoTime } from '../../lib/iso-time.js'
import { MINUTE_MS, SECOND_MS } from '../../lib/time-units.js'
import type { Notice, NoticeKind, NoticeSeverity } from '../../sinks/notify/notice.js'

/** As its stream has it. */
export interface NotifiedAlarm {
  readonly id: string
  readonly code: string
  readonly severity: NoticeSeverity
  readonly text: string
  readonly startMs: number
  /** Null = it stands. */
  readonly endMs: number | null
  readonly count: number
  readonly acknowledgedBy: string | null
  /** It ended because its process did. */
  readonly unwatched?: boolean | undefined
}

export const kindOfAlarm = (code: string): NoticeKind => (code === 'kill_switch' || code === 'lease' ? code : 'alarms')

export const newAlarmNotice = (alarm: NotifiedAlarm): Notice => ({
  ...shared(alarm),
  id: alarm.id,
  title: `ALARM ${alarm.code} (${alarm.severity})`,
  text: `${alarm.text}\n${stateText(alarm)}`,
})

/** `times`: how often it has been sent before. */
export const reminderNotice = (alarm: NotifiedAlarm, times: number): Notice => ({
  ...shared(alarm),
  id: `${alarm.id}.${times}`,
  about: alarm.id,
  title: `not acknowledged: ${alarm.code} (${alarm.severity})`,
  text: `${alarm.text}\n${stateText(alarm)}`,
})

export const overNotice = (alarm: NotifiedAlarm): Notice => ({
  ...shared(alarm),
  id: `${alarm.id}.over`,
  about: alarm.id,
  severity: 'info',
  tsMs: alarm.endMs ?? alarm.startMs,
  title: alarm.unwatched ? `no longer watched: ${alarm.code}` : `over: ${alarm.code}`,
  text: `${alarm.text}\n${stateText(alarm)}`,
})

const shared = ({ code, severity, startMs }: NotifiedAlarm) => ({ kind: kindOfAlarm(code), severity, tsMs: startMs })

const stateText = ({ id, startMs, endMs, count, unwatched }: NotifiedAlarm): string => {
  const often = count > 1 ? `, ${count} times` : ''
  const time =
    endMs === startMs
      ? ''
      : endMs === null
        ? `stands since ${isoTime(startMs).slice(0, 19)}Z${often}; `
        : unwatched
          ? `its process ended after ${lengthText(endMs - startMs)}${often}, whether it is over is not known; `
          : `over after ${lengthText(endMs - startMs)}${often}; `
  return `${time}alarm ${id}`
}

const lengthText = (ms: number): string =>
  ms < 2 * MINUTE_MS ? `${Math.max(1, Math.round(ms / SECOND_MS))} s` : `${Math.round(ms / MINUTE_MS)} min`
