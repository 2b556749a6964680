import { portableRandom } from '../../../studies/statistics/distributions/portable-random.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { SIGNAL_METRICS, type SignalRows } from '../../../sinks/signal-columns.js'

interface MadeRows {
  readonly seed: number
  readonly rows: number
  /** Minutes between two rows. */
  readonly step?: number
  /** Share of the next 15 rows' move that `entropy` knows. */
  readonly planted?: number
}

/** A random walk with metrics that know nothing, but for `planted`. */
export const madeRows = ({ seed, rows, step = 1, planted = 0 }: MadeRows): SignalRows => {
  const random = portableRandom(seed * 104_729 + 1)
  const normal = (): number => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += random()
    return sum
  }
  const column = (): Float64Array => Float64Array.from({ length: rows }, normal)
  const steps = column()
  const close = new Float64Array(rows)
  let price = 1.1
  for (let i = 0; i < rows; i++) {
    price *= 1 + steps[i]! / 1e4
    close[i] = price
  }
  const metrics = Object.fromEntries(SIGNAL_METRICS.map((name) => [name, column()])) as Record<
    (typeof SIGNAL_METRICS)[number],
    Float64Array
  >
  for (let i = 0; i + 15 < rows; i++) metrics.entropy[i]! += planted * (close[i + 15]! / close[i]! - 1) * 1e4
  return {
    tsMs: Float64Array.from({ length: rows }, (_, i) => Date.UTC(2026, 0, 5) + i * step * MINUTE_MS),
    close,
    spreadBps: new Float64Array(rows).fill(1.5),
    direction: Float64Array.from({ length: rows }, () => Math.floor(random() * 3) - 1),
    metrics,
  }
}
