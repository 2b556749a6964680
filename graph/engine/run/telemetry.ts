/** Rows, rate and step time per stage, measured from outside: operators contain no counters. */
import type { Clock } from '../../../lib/clock.js'

export interface StageStats {
  readonly nodes: readonly string[]
  readonly frames: number
  readonly slices: number
  readonly rows: number
  readonly rowsPerSec: number
  /** Time of one frame, or in a loop of one slice (one in 61 is timed), microseconds. */
  readonly p50Us: number
  readonly p99Us: number
  readonly lastTsMs: number
}

const KEPT = 512

/** Meter of one stage; keeps the last 512 times. */
export class StageMeter {
  frames = 0
  slices = 0
  rows = 0
  lastTsMs = Number.NaN
  private readonly times = new Float64Array(KEPT)
  private timed = 0
  private busyMs = 0
  readonly nodes: readonly string[]
  private readonly clock: Clock
  constructor(nodes: readonly string[], clock: Clock) {
    this.nodes = nodes
    this.clock = clock
  }
  now(): number {
    return this.clock.monotonicMs()
  }
  /** One time sample; `share` = fraction of the work that was timed. */
  sample(ms: number, share = 1): void {
    this.times[this.timed++ % KEPT] = ms
    this.busyMs += ms / share
  }
  /** Resets counts and times. */
  reset(): void {
    this.frames = 0
    this.slices = 0
    this.rows = 0
    this.timed = 0
    this.busyMs = 0
  }
  stats(): StageStats {
    const sorted = Float64Array.from(this.times.subarray(0, Math.min(this.timed, KEPT))).sort()
    const at = (q: number) => (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN) * 1000
    return {
      nodes: this.nodes,
      frames: this.frames,
      slices: this.slices,
      rows: this.rows,
      rowsPerSec: this.busyMs > 0 ? (this.rows / this.busyMs) * 1000 : 0,
      p50Us: at(0.5),
      p99Us: at(0.99),
      lastTsMs: this.lastTsMs,
    }
  }
}
