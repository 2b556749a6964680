import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/**
 * Ranges of labels [from, to) that cover every minute of the open week in [fromMs, toMs) that is not in `knownMs` (rising). Neighbouring
 * ranges are joined up to `mostMinutes`.
 */
export const missingRanges = (
  knownMs: Float64Array,
  fromMs: number,
  toMs: number,
  mostMinutes: number,
): (readonly [fromMs: number, toMs: number])[] => {
  const ranges: [number, number][] = []
  let at = 0
  for (let tMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS; tMs < toMs; tMs += MINUTE_MS) {
    while (at < knownMs.length && knownMs[at]! < tMs) at++
    if (knownMs[at] === tMs || !isFxWeekMinute(tMs)) continue
    const last = ranges.at(-1)
    if (last && tMs + MINUTE_MS - last[0] <= mostMinutes * MINUTE_MS) last[1] = tMs + MINUTE_MS
    else ranges.push([tMs, tMs + MINUTE_MS])
  }
  return ranges
}
