import { offsetAt, zoneTable } from '../../../operators/calendar/zone.js'
import { isoTime } from '../../../lib/iso-time.js'
import { DAY_MS } from '../../../lib/time-units.js'

const DAYS = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday']

/** `Friday 16:59`, as clocks in New York show it. */
export const nyClockText = (tMs: number): string => {
  const localMs = tMs + offsetAt(zoneTable('America/New_York'), tMs)
  return `${DAYS[Math.floor(localMs / DAY_MS) % 7]} ${isoTime(localMs).slice(11, 16)}`
}
