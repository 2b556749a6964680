/** A time as an input of type datetime-local writes it, in the zone of the page. */
import { MINUTE_MS } from '../../format/time-units.js'

type Zone = 'UTC' | 'local'

/** Null where the text is no time. */
export const typedTime = (text: string, zone: Zone): number | null => {
  const ms = text === '' ? Number.NaN : Date.parse(zone === 'UTC' ? `${text}Z` : text)
  return Number.isFinite(ms) ? ms : null
}

export const timeInput = (ms: number | null, zone: Zone): string => {
  if (ms === null) return ''
  const offsetMs = zone === 'UTC' ? 0 : new Date(ms).getTimezoneOffset() * MINUTE_MS
  return new Date(ms - offsetMs).toISOString().slice(0, 19)
}
