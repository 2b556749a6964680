/** A duration in words: `4 s`, `3 min`, `2 h 05 min`, `3 d 4 h`. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time-units.js'

export const span = (ms: number): string => {
  const whole = Math.max(0, ms)
  if (whole < 10 * SECOND_MS) return `${(whole / SECOND_MS).toFixed(1)} s`
  if (whole < 2 * MINUTE_MS) return `${Math.floor(whole / SECOND_MS)} s`
  if (whole < HOUR_MS) return `${Math.floor(whole / MINUTE_MS)} min`
  if (whole < DAY_MS) {
    const minutes = Math.floor((whole % HOUR_MS) / MINUTE_MS)
    return `${Math.floor(whole / HOUR_MS)} h ${String(minutes).padStart(2, '0')} min`
  }
  return `${Math.floor(whole / DAY_MS)} d ${Math.floor((whole % DAY_MS) / HOUR_MS)} h`
}
