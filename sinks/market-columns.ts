/** Collects the inputs of the calibration, one value per minute and instrument. Warm-up and minutes without a candle are left out. */
import { columnsOf } from '../graph/engine/run/columns-of.js'
import type { FrameSink } from '../graph/engine/run/rx.js'
import { nodes } from '../model/nodes.js'
import type { World } from '../model/world.js'

/** `slopeSizeBps` is |slopeBps|. */
export const MARKET_COLUMNS = [
  'coherence',
  'coherencePattern',
  'stability',
  'rupture',
  'entropy',
  'spreadBps',
  'slopeSizeBps',
] as const
export type MarketColumn = (typeof MARKET_COLUMNS)[number]
const SIGNALS = ['coherence', 'coherencePattern', 'stability', 'rupture', 'entropy'] as const
const SPREAD = MARKET_COLUMNS.indexOf('spreadBps')
const SLOPE = MARKET_COLUMNS.indexOf('slopeSizeBps')

export interface MarketColumns {
  readonly columns: { readonly [name in MarketColumn]: Float64Array }
  /** Minutes that passed every guard, and minutes with a direction. */
  readonly passed: number
  readonly directed: number
}
export interface MarketCollector extends FrameSink {
  /** Instruments by name, traded ones only. */
  of(instrument: string): MarketColumns | undefined
}

/** Collects from the nodes qfh, direction and guards and the source quote. */
export const collectMarketColumns = (world: World): MarketCollector => {
  const pairs = world.instruments.map(() => createPairRows())
  return {
    of: (instrument) => {
      const k = world.instruments.findIndex(({ name }) => name === instrument)
      return world.traded[k] === 1 ? pairs[k]!.finish() : undefined
    },
    write: (frame) => {
      const qfh = columnsOf(frame, nodes.qfh)
      const signal = SIGNALS.map((name) => qfh[name])
      const { spreadBps } = columnsOf(frame, nodes.quote)
      const { direction, slopeBps } = columnsOf(frame, nodes.direction)
      const { pass } = columnsOf(frame, nodes.guards)
      for (let i = 0; i < frame.slices * frame.count; i++) {
        // NaN: fewer than 128 bits so far, or no candle.
        if (!(signal[0]![i]! >= 0)) continue
        const pair = pairs[i % frame.count]!
        const row = pair.addRow()
        const { arrays } = pair
        for (let n = 0; n < signal.length; n++) arrays[n]![row] = signal[n]![i]!
        arrays[SPREAD]![row] = spreadBps[i]!
        arrays[SLOPE]![row] = Math.abs(slopeBps[i]!)
        pair.passed += pass[i]!
        if (direction[i] !== 0) pair.directed++
      }
    },
  }
}

interface PairRows {
  passed: number
  directed: number
  /** Adds a row and returns its index; `arrays`, in the order of MARKET_COLUMNS, may be replaced by it. */
  addRow(): number
  readonly arrays: readonly Float64Array[]
  /** The columns, cut to the rows added. */
  finish(): MarketColumns
}

const createPairRows = (): PairRows => {
  let arrays = MARKET_COLUMNS.map(() => new Float64Array(1024))
  let count = 0
  const rows: PairRows = {
    passed: 0,
    directed: 0,
    get arrays() {
      return arrays
    },
    addRow: () => {
      if (count === arrays[0]!.length) arrays = arrays.map(doubled)
      return count++
    },
    finish: () => ({
      columns: Object.fromEntries(MARKET_COLUMNS.map((name, n) => [name, arrays[n]!.subarray(0, count)])) as {
        [name in MarketColumn]: Float64Array
      },
      passed: rows.passed,
      directed: rows.directed,
    }),
  }
  return rows
}

const doubled = (array: Float64Array): Float64Array<ArrayBuffer> => {
  const grown = new Float64Array(array.length * 2)
  grown.set(array)
  return grown
}
