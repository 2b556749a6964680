/** Turns the broker's candles into columns: which of them count, and which differ from what was used before. */
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { candle, type WireCandle } from '../../oanda/wire/records.js'
import { candleRows, seriesOf } from '../files/candle-rows.js'
import { type Bar, fillPrices } from '../files/fill-prices.js'
import { plainNumber } from '../files/plain-number.js'
import { candleEndMs } from './granularity.js'

export interface TakeOptions {
  readonly instrument: string
  readonly granularity: string
  /** Candles up to this label are not taken again; -Infinity takes all. */
  readonly afterMs: number
  /** Candles from this label on are not taken yet. */
  readonly beforeMs: number
  /** A candle that ended by then counts even if the broker has not marked it complete; -Infinity waits for the broker. */
  readonly endedByMs: number
}

export interface TakenCandles {
  /** Strictly increasing; empty where none counts. */
  readonly series: CandleSeries
  /** Labels of candles taken before the broker marked them complete. */
  readonly forcedMs: readonly number[]
  /** Label of the last candle of the answer, running or complete; -Infinity = none. Nothing new can come before it. */
  readonly seenMs: number
  /** Candles skipped because of a bad number or a wrong order. */
  readonly skipped: number
  readonly reasons: readonly string[]
  /** The complete candle at `afterMs` as the broker has it now, in the order of SERIES_COLUMNS. */
  readonly again: Float64Array | null
}

/** A running candle holds back all later ones: taken afterwards it would be out of order. */
export const takeCandles = (values: readonly unknown[], options: TakeOptions): TakenCandles => {
  const { instrument, granularity, afterMs, beforeMs, endedByMs } = options
  const rows = candleRows({ instrument, file: `candles of ${instrument}`, lenient: true, rows: values.length })
  const forcedMs: number[] = []
  let again: Float64Array | null = null
  let seenMs = Number.NEGATIVE_INFINITY
  let held = false
  let skipped = 0
  for (const [n, value] of values.entries()) {
    const result = candle.safeParse(value)
    if (!result.success) {
      const issue = result.error.issues[0]
      rows.reject(`candles[${n}]`, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
      skipped++
      continue
    }
    const { complete, time: tMs } = result.data
    seenMs = Math.max(seenMs, tMs)
    held ||= !complete && tMs > afterMs && !(candleEndMs(granularity, tMs) <= endedByMs)
    if (held || tMs < afterMs || tMs >= beforeMs) continue
    fillRow(rows.row, result.data)
    if (tMs === afterMs) {
      if (complete) again = rows.row.slice()
      continue
    }
    const before = rows.good()
    rows.accept(`candles[${n}]`)
    if (rows.good() === before) skipped++
    else if (!complete) forcedMs.push(tMs)
  }
  const series = rows.good() === 0 ? emptySeries(instrument) : rows.finish().series
  return { series, forcedMs, seenMs, skipped, reasons: rows.reasons, again }
}

const emptySeries = (instrument: string): CandleSeries =>
  seriesOf(
    instrument,
    SERIES_COLUMNS.map(() => new Float64Array(0)),
  )

/** Text that is not a number becomes NaN, which the row check refuses. */
const fillRow = (row: Float64Array, { time, volume, mid, bid, ask }: WireCandle): void => {
  row[0] = time
  row[5] = volume
  fillPrices(row, barOf(mid), barOf(bid), barOf(ask))
}

const barOf = (bar: WireCandle['mid']): Bar | null =>
  bar ? [numberOf(bar.o), numberOf(bar.h), numberOf(bar.l), numberOf(bar.c)] : null
const numberOf = (text: string): number => plainNumber(text) ?? Number.NaN
