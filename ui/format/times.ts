/** Times as text, in the zone that the reader has chosen. */
import { NONE } from './figures.js'
import { type Zone, zoneChoice } from './zone.js'

type Known = number | null | undefined
const PARTS = Object.freeze({
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>)

// To make one costs more than to use it a hundred times.
const formats = new Map<string, Intl.DateTimeFormat>()
const shown = (part: keyof typeof PARTS, zone: Zone, ms: number): string => {
  const key = `${part} ${zone}`
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat('sv', { ...PARTS[part], ...(zone === 'UTC' ? { timeZone: 'UTC' } : {}) })
  formats.set(key, format)
  return format.format(ms)
}
const weekday = (zone: Zone, ms: number): string =>
  new Date(ms).toLocaleDateString('en', { weekday: 'short', ...(zone === 'UTC' ? { timeZone: 'UTC' } : {}) })

export interface Times {
  readonly zone: Zone
  /** `12:27` */
  readonly clock: (ms: Known) => string
  /** `12:27:03` */
  readonly seconds: (ms: Known) => string
  /** `2024-03-05` */
  readonly day: (ms: Known) => string
  /** `Tue 2024-03-05 12:27` */
  readonly full: (ms: Known) => string
}

const timesIn = (zone: Zone): Times => {
  const known = (text: (ms: number) => string) => (ms: Known) => (typeof ms === 'number' ? text(ms) : NONE)
  const one = (part: keyof typeof PARTS) => known((ms) => shown(part, zone, ms))
  return {
    zone,
    clock: one('clock'),
    seconds: one('seconds'),
    day: one('day'),
    full: known((ms) => `${weekday(zone, ms)} ${shown('day', zone, ms)} ${shown('clock', zone, ms)}`),
  }
}
const TIMES: Readonly<Record<Zone, Times>> = { UTC: timesIn('UTC'), local: timesIn('local') }

export const useTimes = (): Times => TIMES[zoneChoice.use()]
