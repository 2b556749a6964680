/** Alarms of a running pipeline: said at once as a line, and the newest kept with their time. */

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

export const alarmLog = (clock: { nowMs(): number }, say: (text: string) => void): AlarmLog => {
  const alarms: Alarm[] = []
  return {
    raise: (text) => {
      say(`ALARM ${text}`)
      alarms.unshift({ tsMs: Math.floor(clock.nowMs()), text })
      alarms.length = Math.min(alarms.length, KEPT)
    },
    newest: () => [...alarms],
  }
}
