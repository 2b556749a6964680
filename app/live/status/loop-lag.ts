/** How late the event loop is, of the newest time alone: a delay of the start must not hide what happens now, nor outlast it. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { afterIfAlive } from '../../../lib/clock.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

export interface LoopLag {
  /** The 99th percentile of the last 30 to 60 s, ms; null = nothing measured yet. */
  p99Ms(): number | null
  end(): void
}
type Delays = Pick<IntervalHistogram, 'count' | 'percentile' | 'reset' | 'enable' | 'disable'>

const NS_PER_MS = 1e6
const RESOLUTION_MS = 10
const HALF_MS = MINUTE_MS / 2

/** What is measured is the time between two looks, which is the resolution where nothing delays. */
const lagMs = (betweenNs: number): number =>
  Math.max(0, Math.round((betweenNs / NS_PER_MS - RESOLUTION_MS) * 100) / 100)

/** Measures from the call on. Two histograms take turns: the older one is shown, and starts again when it covers a minute. */
export const loopLag = (
  measure: () => Delays = () => monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
  after: typeof afterIfAlive = afterIfAlive,
): LoopLag => {
  const turns = { shown: measure(), next: measure(), isEnded: false }
  turns.shown.enable()
  turns.next.enable()
  const turn = (): void => {
    if (turns.isEnded) return
    turns.shown.reset()
    Object.assign(turns, { shown: turns.next, next: turns.shown })
    after(HALF_MS, turn)
  }
  // The second one starts half a minute after the first.
  after(HALF_MS, () => {
    turns.next.reset()
    after(HALF_MS, turn)
  })
  return {
    p99Ms: () => (turns.shown.count > 0 ? lagMs(turns.shown.percentile(99)) : null),
    end: () => {
      turns.isEnded = true
      turns.shown.disable()
      turns.next.disable()
    },
  }
}
