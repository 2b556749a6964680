/** The entrance for candles: every row is checked, good rows become columns, a bad one is an error or is counted. */
import { createHash } from 'node:crypto'
import { canonicalBytes } from '../../lib/codec.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { badData } from './bad-data.js'
import { checkSides } from './check-sides.js'
import { isGoodRow, orderFault, rowFault } from './row-faults.js'
import { implausibleRows, type RefusedRow } from './implausible-rows.js'
import { keptRows } from './kept-rows.js'
import { printableLine } from '../../lib/terminal/printable.js'

const WIDTH = SERIES_COLUMNS.length
/** Positions in a row; four prices begin at each of BID and ASK. */
const [T, BID, ASK] = [0, 6, 10] as const
/** 1971-01-01: seconds until 2100, read as milliseconds, are all earlier. */
export const TIME_START_MS = 31_536_000_000
const REASONS_MAX = 20
/** From so many bad rows on the good ones must be more: 6 million bad rows, packed in 87 KB, took a minute. */
const BAD_ROWS_FREE = 10_000

/** A series, and what happened while it was read. */
export interface ReadSeries {
  readonly series: CandleSeries
  /** SHA-256 of the candles themselves: independent of file, format and compression. */
  readonly contentHash: string
  /** Bad rows that were skipped. */
  readonly skipped: number
  /** The first few of them, `line: reason`. */
  readonly reasons: readonly string[]
  /** What the candles do not hold although the file does. */
  readonly notes?: readonly string[]
}

/** Takes the rows of a file one by one. */
export interface RowTaker {
  /** The row to fill in the order of SERIES_COLUMNS, NaN = unknown side; `accept` takes it as it is. */
  readonly row: Float64Array
  /** Checks `row` and appends it; `place`, a line number or a text, is for the message. */
  accept(place: number | string): void
  /** Refuses a row that cannot be read. */
  reject(place: number | string, reason: string): void
}
export interface CandleRows extends RowTaker {
  /** Rows accepted so far. */
  good(): number
  /** True before any row was accepted or refused. */
  untouched(): boolean
  /** Why rows were refused, as in the result. */
  readonly reasons: readonly string[]
  /** The series; an error without a single good row. */
  finish(): ReadSeries
}

export interface RowOptions {
  readonly instrument: string
  /** For messages. */
  readonly file: string
  readonly lenient: boolean
  /**
   * True for a file, read as a whole: labels in seconds and exchanged sides are refused, and with `lenient` the order of the rows is
   * judged at the end, see `keptRows`.
   */
  readonly whole?: boolean
  /** True takes prices that cannot be meant, see sources/plausibility; they are looked for in whole files only. */
  readonly trust?: boolean
  /** Expected rows, to avoid growing. */
  readonly rows?: number
}

export const candleRows = ({
  instrument,
  file,
  lenient,
  whole = false,
  trust = false,
  rows: expected = 1024,
}: RowOptions): CandleRows => {
  const row = new Float64Array(WIDTH)
  let capacity = Math.max(16, Math.ceil(expected))
  let columns = Array.from({ length: WIDTH }, () => new Float64Array(capacity))
  let rows = 0
  let lastMs = Number.NEGATIVE_INFINITY
  let skipped = 0
  const reasons: string[] = []
  const leastMs = whole ? TIME_START_MS : 0
  const isSorted = !(whole && lenient)
  /** Of the accepted rows of a whole file. */
  const places: (number | string)[] = []

  const reject = (place: number | string, reason: string): void => {
    if (!lenient) throw badData(`${file}:${place}: ${reason}`)
    skipped++
    if (whole && skipped > BAD_ROWS_FREE && skipped > rows)
      throw badData(`${file}:${place}: ${reason}; ${skipped} rows are bad and only ${rows} good`)
    if (reasons.length < REASONS_MAX) reasons.push(printableLine(`${place}: ${reason}`))
  }
  const drop = (refused: readonly RefusedRow[]): void => {
    if (refused.length === 0) return
    const gone = new Set(refused.map(([i, reason]) => (reject(places[i]!, reason), i)))
    let kept = 0
    for (let i = 0; i < rows; i++) {
      if (gone.has(i)) continue
      for (const column of columns) column[kept] = column[i]!
      places[kept++] = places[i]!
    }
    rows = kept
  }
  const grow = (): void => {
    capacity *= 2
    columns = columns.map((column) => widened(column, capacity))
  }
  return {
    row,
    reject,
    good: () => rows,
    untouched: () => rows === 0 && skipped === 0,
    reasons,
    accept: (place) => {
      if (!isGoodRow(row, lastMs, leastMs)) return reject(place, rowFault(row, lastMs, leastMs))
      if (rows === capacity) grow()
      for (let n = 0; n < WIDTH; n++) columns[n]![rows] = row[n]!
      rows++
      if (isSorted) lastMs = row[T]!
      if (whole) places.push(place)
    },
    finish: () => {
      if (rows === 0) throw badData(`${file}: no candles${skipped > 0 ? ` but ${skipped} bad rows` : ''}`)
      if (!isSorted) drop(misplacedRows(columns[T]!.subarray(0, rows)))
      if (whole) checkSides(file, columns[BID + 3]!, columns[ASK + 3]!, rows)
      if (whole && !trust) drop(implausibleRows(instrument, columns, rows))
      const packed = pack(columns, rows)
      columns = []
      return { series: seriesOf(instrument, packed), contentHash: contentHash(packed), skipped, reasons }
    },
  }
}

const widened = (column: Float64Array, length: number): Float64Array<ArrayBuffer> => {
  const wider = new Float64Array(length)
  wider.set(column)
  return wider
}

/** Rows that leave a file whose labels are out of order. */
const misplacedRows = (tMs: Float64Array): RefusedRow[] => {
  const kept = keptRows(tMs)
  const refused: RefusedRow[] = []
  if (kept === null) return refused
  let k = 0
  for (let i = 0; i < tMs.length; i++) {
    if (kept[k] === i) k++
    else refused.push([i, orderFault(tMs[i]!, k > 0 ? tMs[kept[k - 1]!]! : Number.NEGATIVE_INFINITY)])
  }
  return refused
}

/** A series from its columns in the order of SERIES_COLUMNS; basis and volume follow from the columns that hold values. */
export const seriesOf = (instrument: string, columns: readonly Float64Array[]): CandleSeries => {
  const named = Object.fromEntries(SERIES_COLUMNS.map((name, n) => [name, columns[n]])) as {
    readonly [name in (typeof SERIES_COLUMNS)[number]]: Float64Array
  }
  return Object.freeze({
    instrument,
    ...named,
    noVolume: named.v.every((ticks) => ticks === 0),
    basis: isKnown(named.bo) && !isKnown(named.ao) ? 'bid' : 'mid',
  })
}

/** True where the column of a side holds a price. */
export const isKnown = (column: Float64Array): boolean => column.some((price) => price === price)

/** Columns of the exact length, in one block of memory. */
const pack = (columns: readonly Float64Array[], rows: number): Float64Array[] => {
  const kept = columns.map((column, n) => n < BID || isKnown(column.subarray(0, rows)))
  const block = new ArrayBuffer(kept.filter(Boolean).length * rows * 8)
  // Sides that are unknown in every row share one column of NaN.
  const nothing = kept.every(Boolean) ? null : new Float64Array(rows).fill(Number.NaN)
  let offset = 0
  return columns.map((column, n) => {
    if (!kept[n]) return nothing as Float64Array
    const packed = new Float64Array(block, offset, rows)
    packed.set(column.subarray(0, rows))
    offset += rows * 8
    return packed
  })
}

/**
 * SHA-256 of candles, columns in the order of SERIES_COLUMNS. Only sides may hold NaN, and always ours; the bits are made canonical all
 * the same before hashing.
 */
export const contentHash = (columns: readonly Float64Array[]): string => {
  const hash = createHash('sha256')
  for (const [n, column] of columns.entries()) {
    if (!isKnown(column)) continue
    hash.update(SERIES_COLUMNS[n] as string)
    hash.update(canonicalBytes(column))
  }
  return hash.digest('hex')
}
