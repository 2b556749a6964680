/** Alarms that one process sends before the store has them: mostly that the store is away. Nothing of it outlives the process. */
import type { Clock } from '../../lib/clock.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import type { Notice } from '../../sinks/notify/notice.js'
import { newAlarmNotice, type NotifiedAlarm, reminderNotice } from './alarm-notices.js'
import { wantsAlarm } from './due-notices.js'

export interface DirectAlarm {
  readonly alarm: NotifiedAlarm
  readonly notice: Notice
}
export interface DirectAlarms {
  due(unkept: readonly NotifiedAlarm[]): readonly DirectAlarm[]
  sent(alarms: readonly DirectAlarm[]): void
  /** When the alarm was sent, by what the store also knows of it; null = it was not. */
  sentMs(alarm: Pick<NotifiedAlarm, 'code' | 'startMs'>): number | null
}

/** Remembered; more than a process can raise while its store is away. */
const KEPT = 1000

export const directAlarms = (channel: NotifyChannel, clock: Clock): DirectAlarms => {
  const sent = new Map<string, { readonly atMs: number; readonly times: number }>()
  return {
    due: (unkept) =>
      unkept
        .filter((alarm) => wantsAlarm(channel, alarm))
        .flatMap((alarm) => {
          const before = sent.get(nameOf(alarm))
          if (!before) return [{ alarm, notice: newAlarmNotice(alarm) }]
          const waitMs = channel.remindMinutes * MINUTE_MS
          const isDue = waitMs > 0 && clock.nowMs() - before.atMs >= waitMs
          return isDue ? [{ alarm, notice: reminderNotice(alarm, before.times) }] : []
        }),
    sent: (alarms) => {
      if (sent.size > KEPT) sent.clear()
      for (const { alarm } of alarms) {
        const name = nameOf(alarm)
        sent.set(name, { atMs: clock.nowMs(), times: (sent.get(name)?.times ?? 0) + 1 })
      }
    },
    sentMs: (alarm) => sent.get(nameOf(alarm))?.atMs ?? null,
  }
}

const nameOf = ({ code, startMs }: Pick<NotifiedAlarm, 'code' | 'startMs'>): string => `${code}@${startMs}`
