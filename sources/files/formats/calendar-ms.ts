/** Milliseconds (as UTC) of a calendar time; NaN where that time does not exist: nothing rolls over into the next month, day or hour. */
export const calendarMs = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number => {
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(ms)
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? ms : Number.NaN
}
