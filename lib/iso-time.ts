/** Times as text: ISO 8601 in UTC. */

/** The last instant that a date can hold, the year 275760. */
const LAST_MS = 8_640_000_000_000_000

/** `2026-01-02T03:04:05.678Z`; a later time than a date can hold is shown as the last one. */
export const isoTime = (tsMs: number): string => new Date(Math.min(LAST_MS, tsMs)).toISOString()

/** `2026-01-02` */
export const isoDate = (tsMs: number): string => isoTime(tsMs).slice(0, 10)

/** `2026-01-02 03:04` */
export const isoMinute = (tsMs: number): string => isoTime(tsMs).slice(0, 16).replace('T', ' ')

/** No other form: 05/12/2014 is a day in May to some and in December to others. */
const FORM = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/

/** `2026-01-02`, `2026-01-02T03:04`, with seconds and an offset where given; UTC without one. NaN if it is none, or not in the calendar. */
export const parseIsoTime = (text: string): number => {
  const [, date, clock = '00:00', zone = 'Z'] = FORM.exec(text) ?? []
  if (date === undefined) return Number.NaN
  const midnight = Date.parse(`${date}T00:00Z`)
  // 31 June parses as 1 July.
  return Number.isFinite(midnight) && isoDate(midnight) === date ? Date.parse(`${date}T${clock}${zone}`) : Number.NaN
}
