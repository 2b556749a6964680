/** Times as text: ISO 8601 in UTC. */

/** `2026-01-02T03:04:05.678Z` */
export const isoTime = (tsMs: number): string => new Date(tsMs).toISOString()

/** `2026-01-02` */
export const isoDate = (tsMs: number): string => isoTime(tsMs).slice(0, 10)

/** `2026-01-02 03:04` */
export const isoMinute = (tsMs: number): string => isoTime(tsMs).slice(0, 16).replace('T', ' ')
