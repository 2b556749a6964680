/** Reports a condition once each time that it comes and goes, however often it is looked at: its count is how often it came. */
import type { AlarmCode } from '../../model/alarm-codes.js'
import type { AlarmLog } from './alarm-log.js'

/** Null = it does not hold. */
export type ConditionReport = (code: AlarmCode, text: string | null) => void

export const conditionReports = (alarms: Pick<AlarmLog, 'hold'>): ConditionReport => {
  const held = new Set<AlarmCode>()
  return (code, text) => {
    if (held.has(code) === (text !== null)) return
    if (text === null) held.delete(code)
    else held.add(code)
    alarms.hold(code, text)
  }
}
