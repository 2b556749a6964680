/** Alarms of a running pipeline: each is logged at once, and the newest are kept with their time. */
import type { Logger } from '../../lib/logger.js'

export interface Alarm {
  /** The broker's time, ms. */
  readonly tsMs: number
  readonly text: string
}
export interface AlarmLog {
  raise(text: string): void
  /** At most 100, newest first. */
  newest(): readonly Alarm[]
}

const KEPT = 100

export const alarmLog = (clock: { nowMs(): number }, log: Logger): AlarmLog => {
  const alarms: Alarm[] = []
  return {
    raise: (text) => {
      log(`ALARM ${text}`)
      alarms.unshift({ tsMs: Math.floor(clock.nowMs()), text })
      alarms.length = Math.min(alarms.length, KEPT)
    },
    newest: () => [...alarms],
  }
}
