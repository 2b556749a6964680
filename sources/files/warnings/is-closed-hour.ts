import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

/** Quotes run until Friday 17:00 New York and from Sunday 17:00, some minutes beyond the week that is traded. */
const AFTER_MS = MINUTE_MS
const BEFORE_MS = 5 * MINUTE_MS

/** True for the label of a minute between Friday 17:00 and Sunday 17:00 New York, when no market quotes. */
export const isClosedHour = (tMs: number): boolean =>
  !isFxWeekMinute(tMs) && !isFxWeekMinute(tMs - AFTER_MS) && !isFxWeekMinute(tMs + BEFORE_MS)
