/** The account through time: NAV history, NAV at the start of the trading day, when each position was opened. */
import { columnsOf, hasNode } from '../../../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../../../graph/engine/run/rx.js'
import { roundTo } from '../../../../lib/round.js'
import { nodes } from '../../../../model/nodes.js'
import { tradingDay } from '../../../../operators/calendar/new-york.js'
import type { FrameContext } from '../frame-context.js'
import { thinnedExtremes } from './thinned-extremes.js'

export interface AccountTrack extends FrameSink {
  /** NAV at the start of the trading day; NaN = not seen. */
  dayBase(): number
  /** By instrument; NaN = flat, or the opening was not seen. */
  readonly openedMs: Float64Array
  /** [tsMs, NAV], thinned; minimum and maximum are kept. */
  points(): readonly (readonly [number, number])[]
}

/**
 * Slices up to `fromMs` are left out of the NAV history. `dayBase`: NAV at the start of the trading day in which the frames begin, where it
 * is known from elsewhere.
 */
export const accountTrack = ({ world }: FrameContext, fromMs: number, dayBase = Number.NaN): AccountTrack => {
  const openedMs = new Float64Array(world.instruments.length).fill(Number.NaN)
  const before = new Float64Array(world.instruments.length).fill(Number.NaN)
  const history = thinnedExtremes(2000)
  const now = { day: Number.NaN, base: dayBase, nav: Number.NaN }
  return {
    dayBase: () => now.base,
    openedMs,
    points: history.points,
    write: (frame) => {
      if (!hasNode(frame, nodes.broker)) return
      const { nav, units } = columnsOf(frame, nodes.broker)
      if (nav === undefined || units === undefined) return
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s]!
        const day = tradingDay(tsMs)
        if (day !== now.day) {
          // The first slice of the day, as the daily loss limit takes it; the day in which the frames begin has begun before.
          if (!Number.isNaN(now.day)) now.base = nav[s]!
          now.day = day
        }
        now.nav = nav[s]!
        if (tsMs > fromMs && Number.isFinite(now.nav)) history.push(tsMs, roundTo(now.nav, 4))
        for (let k = 0; k < frame.count; k++) {
          const held = units[s * frame.count + k]!
          if (held === 0 || Number.isNaN(held)) openedMs[k] = Number.NaN
          else if (before[k] === 0 || Math.sign(before[k]!) === -Math.sign(held)) openedMs[k] = tsMs
          before[k] = held
        }
      }
    },
  }
}
