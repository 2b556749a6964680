/** Facts about a series to know before trading on it. */
import { isFxWeekMinute } from '../operators/calendar/new-york.js'
import type { CandleSeries } from '../model/candle-series.js'
import { type Instrument, pipSize } from '../model/world.js'
import { isKnown } from './files/candle-rows.js'
import { MINUTE_MS } from '../lib/time-units.js'

const GAP_MS = 5 * MINUTE_MS

export interface SeriesDescription {
  readonly instrument: string
  readonly rows: number
  /** Open label of the first and the last candle. */
  readonly firstMs: number
  readonly lastMs: number
  /** How often candles are more than five minutes apart, weekends included. */
  readonly gaps: number
  /** Minutes of the open FX week without a candle, between the first and the last. */
  readonly missingMinutes: number
  readonly volume: boolean
  readonly sides: 'bid and ask' | 'bid' | 'ask' | 'none'
  readonly basis: 'mid' | 'bid'
  /** Median of ask close - bid close where both are recorded; NaN = nowhere. */
  readonly spreadMedianPips: number
  /** Rows whose bid close is above the ask close. */
  readonly crossedRows: number
}

export const describeSeries = (series: CandleSeries, instrument: Instrument): SeriesDescription => {
  const { tMs, bc, ac } = series
  const spreads = bc.map((bid, i) => ac[i]! - bid).filter((spread) => spread === spread)
  const bid = isKnown(bc)
  const ask = isKnown(ac)
  return {
    instrument: series.instrument,
    rows: tMs.length,
    firstMs: tMs[0]!,
    lastMs: tMs.at(-1)!,
    ...countHoles(tMs),
    volume: !series.noVolume,
    sides: bid ? (ask ? 'bid and ask' : 'bid') : ask ? 'ask' : 'none',
    basis: series.basis,
    spreadMedianPips: medianOf(spreads) / pipSize(instrument),
    crossedRows: spreads.reduce((count, spread) => count + (spread < 0 ? 1 : 0), 0),
  }
}

const countHoles = (tMs: Float64Array): { gaps: number; missingMinutes: number } => {
  let gaps = 0
  let missingMinutes = 0
  for (let i = 1; i < tMs.length; i++) {
    if (tMs[i]! - tMs[i - 1]! > GAP_MS) gaps++
    // The week is defined by event times, and the event time of a candle is its close.
    for (let open = tMs[i - 1]! + MINUTE_MS; open < tMs[i]!; open += MINUTE_MS) {
      if (isFxWeekMinute(open + MINUTE_MS)) missingMinutes++
    }
  }
  return { gaps, missingMinutes }
}

const medianOf = (values: Float64Array): number => {
  const sorted = values.toSorted()
  const half = Math.floor(sorted.length / 2)
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
