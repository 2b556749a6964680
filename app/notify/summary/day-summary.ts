/** The summary of the newest trading day that is over, composed once. */
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { NotifyDay } from '../../../store/notify/notify-state.js'
import { rollOf, tradingDay } from '../../../operators/calendar/new-york.js'
import type { NotifiedAlarm } from '../alarm-notices.js'
import type { DaySummary } from '../due-notices.js'
import type { DayBook } from './day-book.js'
import type { DayTrack } from './day-track.js'
import { summaryNotice } from './summary-notice.js'

export interface DaySummaryInputs {
  readonly track: Pick<DayTrack, 'newest' | 'at'>
  /** The market's time now, ms; NaN = not known. */
  readonly eventMs: () => number
  readonly book: (fromMs: number, toMs: number) => Promise<DayBook>
  readonly alarms: () => readonly NotifiedAlarm[]
  /** Sentences about guards that decide nothing; null: they are not counted. */
  readonly guards: () => Promise<readonly string[] | null>
  /** Where the newest day ended; kept, so that the next one has a base. */
  readonly day: { load(): Promise<NotifyDay | null>; save(day: NotifyDay): Promise<void> }
}

/** A slice comes later than its minute. On Fridays the market closes before 17:00 and no slice passes it. */
const GRACE_MS = 2 * MINUTE_MS
/** Days since 1970, which began on a Thursday: 2 and 3 are Saturday and Sunday, when no trading day ends. */
const isWeekend = (day: number): boolean => (day + 5) % 7 <= 1

export const daySummary = (inputs: DaySummaryInputs): (() => Promise<DaySummary | null>) => {
  const made: { endMs: number; summary: Promise<DaySummary | null> | null } = { endMs: Number.NaN, summary: null }
  return async () => {
    const newest = inputs.track.newest()
    // After a start the first slice comes within the minute, and with it the NAV.
    if (newest === null) return null
    const clockMs = inputs.eventMs() - GRACE_MS
    const nowMs = Number.isNaN(clockMs) ? newest.tsMs : Math.max(newest.tsMs, clockMs)
    const day = lastDay(tradingDay(nowMs) - 1)
    const endMs = rollOf(day)
    if (made.endMs !== endMs || made.summary === null) {
      made.endMs = endMs
      made.summary = compose(inputs, day, endMs).catch((error: unknown) => {
        made.summary = null
        throw error
      })
    }
    return made.summary
  }
}

/** The newest that is no weekend. */
const lastDay = (day: number): number => (isWeekend(day) ? lastDay(day - 1) : day)

const compose = async (inputs: DaySummaryInputs, day: number, endMs: number): Promise<DaySummary> => {
  const startMs = rollOf(lastDay(day - 1))
  const account = inputs.track.at(endMs)
  const known = await inputs.day.load()
  const base = known?.endMs === endMs ? known.base : known?.endMs === startMs ? known.end : null
  const [book, guards] = await Promise.all([inputs.book(startMs, endMs), inputs.guards()])
  if (account && known?.endMs !== endMs)
    await inputs.day.save({ endMs, end: { nav: account.nav, tsMs: account.tsMs }, base })
  const own = inputs.alarms().filter(({ startMs: atMs }) => atMs >= startMs && atMs < endMs)
  return { endMs, notice: summaryNotice({ day, startMs, endMs, account, base, book, alarms: own, guards }) }
}
