/** Parts of the day and of the data by which the study splits. */
import { HOUR_MS } from '../../lib/time-units.js'
import { isoDate } from '../../lib/iso-time.js'
import { dailyWindow, windowEnd } from '../../operators/calendar/window.js'

export const GROUPS = ['hour', 'session', 'pair', 'month'] as const
export type SignalGroup = (typeof GROUPS)[number]

/** Of an hour, as the sessions of the strategy are defined. */
const SESSIONS = [
  ['Tokyo', dailyWindow('Asia/Tokyo', '09:00', '18:00')],
  ['London', dailyWindow('Europe/London', '08:00', '17:00')],
  ['New York', dailyWindow('America/New_York', '08:00', '17:00')],
  ['Sydney', dailyWindow('Australia/Sydney', '08:00', '17:00')],
] as const

/** Names of the groups that hold each row; a row may be in several sessions. Hours are UTC. */
export const groupsOf = (tsMs: Float64Array, pair: string): readonly (readonly string[])[] => {
  let [hour, own] = [Number.NaN, [] as readonly string[]]
  return Array.from(tsMs, (ms) => {
    const at = Math.floor(ms / HOUR_MS)
    if (at !== hour) {
      hour = at
      const sessions = SESSIONS.filter(([, window]) => !Number.isNaN(windowEnd(window, ms))).map(([name]) => name)
      const label = String(at % 24).padStart(2, '0')
      own = [
        `hour:${label}`,
        `pair:${pair}`,
        `month:${isoDate(ms).slice(0, 7)}`,
        ...sessions.map((s) => `session:${s}`),
      ]
    }
    return own
  })
}
