/** Times as text: ISO 8601 in UTC. */

/** The last instant that a date can hold, the year 275760. */
const LAST_MS = 8_640_000_000_000_000

/** `2026-01-02T03:04:05.678Z`; a later time than a date can hold is shown as the last one. */
export const isoTime = (tsMs: number): string => new Date(Math.min(LAST_MS, tsMs)).toISOString()

/** `2026-01-02` */
export const isoDate = (tsMs: number): string => isoTime(tsMs).slice(0, 10)

/** `2026-01-02 03:04` */
export const isoMinute = (tsMs: number): string => isoTime(tsMs).slice(0, 16).replace('T', ' ')
