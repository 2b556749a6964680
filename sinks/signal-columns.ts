/** Collects what the signal study reads, by instrument: every minute with metrics, its close, spread, direction and metrics. */
import { columnsOf } from '../graph/engine/run/columns-of.js'
import type { FrameSink } from '../graph/engine/run/rx.js'
import { nodes } from '../model/nodes.js'
import type { World } from '../model/world.js'

/** Metrics of node qfh. NaN where a window does not have one. */
export const SIGNAL_METRICS = [
  ...(['coherence', 'coherencePattern', 'stability', 'rupture', 'entropy', 'flipRatio', 'lambdaHazard'] as const),
  ...(['sigmaEff', 'lambda', 'repetition', 'tau1', 'tau4', 'tauSlope', 'wallRatio', 'wallSlope'] as const),
  ...(['lowfShare', 'reynolds', 'halfLife', 'corrLength'] as const),
]
export type SignalMetric = (typeof SIGNAL_METRICS)[number]

/** One row a minute with metrics, ascending. */
export interface SignalRows {
  /** Close of the candle, UTC ms. */
  readonly tsMs: Float64Array
  readonly close: Float64Array
  readonly spreadBps: Float64Array
  /** -1, 0, 1. */
  readonly direction: Float64Array
  readonly metrics: { readonly [name in SignalMetric]: Float64Array }
}

export interface SignalCollector extends FrameSink {
  /** Rows of instrument k; the arrays are views. */
  rows(k: number): SignalRows
}

const COLUMNS = 4

export const collectSignals = (world: World): SignalCollector => {
  const tables = world.instruments.map(() => growingTable(COLUMNS + SIGNAL_METRICS.length))
  return {
    rows: (k) => {
      const [tsMs, close, spreadBps, direction, ...metrics] = tables[k]!.finish() as [
        ...[Float64Array, Float64Array, Float64Array, Float64Array],
        ...Float64Array[],
      ]
      const named = Object.fromEntries(SIGNAL_METRICS.map((name, n) => [name, metrics[n]]))
      return { tsMs, close, spreadBps, direction, metrics: named as SignalRows['metrics'] }
    },
    write: (frame) => {
      const qfh = columnsOf(frame, nodes.qfh)
      const metrics = SIGNAL_METRICS.map((name) => qfh[name])
      const { c } = columnsOf(frame, nodes.candle)
      const { spreadBps } = columnsOf(frame, nodes.quote)
      const { direction } = columnsOf(frame, nodes.direction)
      for (let i = 0; i < frame.slices * frame.count; i++) {
        // NaN: fewer than 128 bits so far, or no candle.
        if (!(qfh.coherence[i]! >= 0)) continue
        const table = tables[i % frame.count]!
        const row = table.add()
        const { arrays } = table
        arrays[0]![row] = frame.time.tsMs[Math.floor(i / frame.count)]!
        arrays[1]![row] = c[i]!
        arrays[2]![row] = spreadBps[i]!
        arrays[3]![row] = direction[i]!
        for (let n = 0; n < metrics.length; n++) arrays[COLUMNS + n]![row] = metrics[n]![i]!
      }
    },
  }
}

interface GrowingTable {
  /** Adds a row and returns its index; `arrays` may be replaced by it. */
  add(): number
  readonly arrays: readonly Float64Array[]
  finish(): readonly Float64Array[]
}

const growingTable = (width: number): GrowingTable => {
  let arrays = Array.from({ length: width }, () => new Float64Array(1024))
  let count = 0
  return {
    get arrays() {
      return arrays
    },
    add: () => {
      if (count === arrays[0]!.length) arrays = arrays.map(twice)
      return count++
    },
    finish: () => arrays.map((array) => array.subarray(0, count)),
  }
}

const twice = (array: Float64Array): Float64Array<ArrayBuffer> => {
  const grown = new Float64Array(array.length * 2)
  grown.set(array)
  return grown
}
