/** A wall-clock window that recurs every local day: a session, the daily break, the rollover window. */
import { offsetAt, utcOf, zoneTable, type ZoneOffsets } from './zone.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'

/** `openMs` and `closeMs` are local times of day. A window that closes at or before it opens ends on the next day. */
export interface DailyWindow {
  readonly zone: ZoneOffsets
  readonly openMs: number
  readonly closeMs: number
}

/** Makes a window from `HH:MM` local times of an IANA zone. */
export const dailyWindow = (zone: string, open: string, close: string): DailyWindow => {
  const openMs = timeOfDayMs(open)
  const closeMs = timeOfDayMs(close)
  return Object.freeze({ zone: zoneTable(zone), openMs, closeMs: closeMs > openMs ? closeMs : closeMs + DAY_MS })
}

/** End of the window that contains tsMs, NaN outside it. */
export const windowEnd = (window: DailyWindow, tsMs: number): number => {
  const day = localDay(window, tsMs)
  for (let d = day + 1; d >= day - 1; d--) {
    const endMs = utcOf(window.zone, d * DAY_MS + window.closeMs)
    if (tsMs < endMs && tsMs >= utcOf(window.zone, d * DAY_MS + window.openMs)) return endMs
  }
  return Number.NaN
}

/** The next instant after tsMs at which the window opens or closes. */
export const windowEdge = (window: DailyWindow, tsMs: number): number => {
  const day = localDay(window, tsMs)
  let edge = Number.POSITIVE_INFINITY
  for (let d = day - 1; d <= day + 2; d++) {
    const startMs = utcOf(window.zone, d * DAY_MS + window.openMs)
    const endMs = utcOf(window.zone, d * DAY_MS + window.closeMs)
    if (startMs > tsMs && startMs < edge) edge = startMs
    if (endMs > tsMs && endMs < edge) edge = endMs
  }
  return edge
}

/**
 * End of the connected union of windows that contains tsMs, at most limitMs; touching windows are connected. NaN if none contains
 * it.
 */
export const unionEnd = (windows: readonly DailyWindow[], tsMs: number, limitMs: number): number => {
  let endMs = tsMs
  for (let grown = true; grown && endMs < limitMs; ) {
    grown = false
    for (let w = 0; w < windows.length; w++) {
      const next = windowEnd(windows[w]!, endMs)
      if (next > endMs) {
        endMs = next
        grown = true
      }
    }
  }
  return endMs > tsMs ? Math.min(endMs, limitMs) : Number.NaN
}

const localDay = ({ zone }: DailyWindow, tsMs: number): number => Math.floor((tsMs + offsetAt(zone, tsMs)) / DAY_MS)

const timeOfDayMs = (text: string): number => {
  const [hour, minute] = text.split(':').map(Number)
  return (hour! * 60 + minute!) * MINUTE_MS
}
