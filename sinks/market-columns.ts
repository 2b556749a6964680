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

interface MarketColumns {
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
  const pairs = world.instruments.map(() => new PairColumns())
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
        const row = pair.row()
        for (let n = 0; n < signal.length; n++) pair.columns[n]![row] = signal[n]![i]!
        pair.columns[SPREAD]![row] = spreadBps[i]!
        pair.columns[SLOPE]![row] = Math.abs(slopeBps[i]!)
        pair.passed += pass[i]!
        if (direction[i] !== 0) pair.directed++
      }
    },
  }
}

/** Growing columns. */
class PairColumns {
  columns = MARKET_COLUMNS.map(() => new Float64Array(1024))
  rows = 0
  passed = 0
  directed = 0

  /** Adds a row and returns its index. */
  row(): number {
    if (this.rows === this.columns[0]!.length) {
      this.columns = this.columns.map((column) => {
        const grown = new Float64Array(column.length * 2)
        grown.set(column)
        return grown
      })
    }
    return this.rows++
  }

  finish(): MarketColumns {
    const cut = MARKET_COLUMNS.map((name, n) => [name, this.columns[n]!.subarray(0, this.rows)] as const)
    return {
      columns: Object.fromEntries(cut) as { [name in MarketColumn]: Float64Array },
      passed: this.passed,
      directed: this.directed,
    }
  }
}
