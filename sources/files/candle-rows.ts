/** The entrance for candles: every row is checked, good rows become columns, a bad one is an error or is counted. */
import { createHash } from 'node:crypto'
import { canonicalBytes } from '../../lib/codec.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { badData } from './bad-data.js'
import { checkSides } from './check-sides.js'
import { keptRows } from './kept-rows.js'
import { printableLine } from '../../lib/terminal/printable.js'

const WIDTH = SERIES_COLUMNS.length
/** Positions in a row; four prices begin at each of O, BID and ASK. */
const [T, O, V, BID, ASK] = [0, 1, 5, 6, 10] as const
/** 2100-01-01: a later label is a wrong unit or garbage. */
const TIME_END_MS = 4_102_444_800_000
/** 1971-01-01: seconds until 2100, read as milliseconds, are all earlier. */
const TIME_START_MS = 31_536_000_000
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

export interface CandleRows {
  /** The row to fill in the order of SERIES_COLUMNS, NaN = unknown side; `accept` takes it as it is. */
  readonly row: Float64Array
  /** Checks `row` and appends it; `place`, a line number or a text, is for the message. */
  accept(place: number | string): void
  /** Refuses a row that cannot be read. */
  reject(place: number | string, reason: string): void
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
  /** Expected rows, to avoid growing. */
  readonly rows?: number
}

export const candleRows = ({
  instrument,
  file,
  lenient,
  whole = false,
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
  /** Of the accepted rows; only where the order is judged at the end. */
  const places: (number | string)[] | null = whole && lenient ? [] : null

  const reject = (place: number | string, reason: string): void => {
    if (!lenient) throw badData(`${file}:${place}: ${reason}`)
    skipped++
    if (whole && skipped > BAD_ROWS_FREE && skipped > rows)
      throw badData(`${file}:${place}: ${reason}; ${skipped} rows are bad and only ${rows} good`)
    if (reasons.length < REASONS_MAX) reasons.push(printableLine(`${place}: ${reason}`))
  }
  const order = (): void => {
    const tMs = columns[T]!.subarray(0, rows)
    const kept = keptRows(tMs)
    if (kept === null) return
    let k = 0
    for (let i = 0; i < rows; i++) {
      if (kept[k] === i) k++
      else reject(places![i]!, orderFault(tMs[i]!, k > 0 ? tMs[kept[k - 1]!]! : Number.NEGATIVE_INFINITY))
    }
    for (const column of columns) for (const [n, i] of kept.entries()) column[n] = column[i]!
    rows = kept.length
  }
  const grow = (): void => {
    capacity *= 2
    columns = columns.map((column) => {
      const wider = new Float64Array(capacity)
      wider.set(column)
      return wider
    })
  }
  return {
    row,
    reject,
    good: () => rows,
    untouched: () => rows === 0 && skipped === 0,
    reasons,
    accept: (place) => {
      if (!isGood(row, lastMs, leastMs)) return reject(place, faultOf(row, lastMs, leastMs))
      if (rows === capacity) grow()
      for (let n = 0; n < WIDTH; n++) columns[n]![rows] = row[n]!
      rows++
      if (places === null) lastMs = row[T]!
      else places.push(place)
    },
    finish: () => {
      if (rows === 0) throw badData(`${file}: no candles${skipped > 0 ? ` but ${skipped} bad rows` : ''}`)
      if (places !== null) order()
      if (whole) checkSides(file, columns[BID + 3]!, columns[ASK + 3]!, rows)
      const packed = pack(columns, rows)
      columns = []
      return { series: seriesOf(instrument, packed), contentHash: hashOf(packed), skipped, reasons }
    },
  }
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

/** True where the row is a candle. One pass over numbers; `faultOf` finds the words. */
const isGood = (row: Float64Array, lastMs: number, leastMs: number): boolean => {
  const t = row[T]!
  return (
    t > lastMs &&
    t % MINUTE_MS === 0 &&
    t >= leastMs &&
    t < TIME_END_MS &&
    row[V]! >= 0 &&
    row[V]! < Number.POSITIVE_INFINITY &&
    isBar(row, O) &&
    (isUnknown(row, BID) || isBar(row, BID)) &&
    (isUnknown(row, ASK) || isBar(row, ASK))
  )
}
const isBar = (row: Float64Array, at: number): boolean => {
  const o = row[at]!
  const h = row[at + 1]!
  const l = row[at + 2]!
  const c = row[at + 3]!
  return h >= o && h >= c && l <= o && l <= c && l > 0 && h < Number.POSITIVE_INFINITY
}
const isUnknown = (row: Float64Array, at: number): boolean =>
  row[at]! !== row[at]! &&
  row[at + 1]! !== row[at + 1]! &&
  row[at + 2]! !== row[at + 2]! &&
  row[at + 3]! !== row[at + 3]!

/** Why `isGood` is false. */
const faultOf = (row: Float64Array, lastMs: number, leastMs: number): string => {
  const t = row[T]!
  if (!Number.isFinite(t)) return `t is ${missing(t)}`
  if (t < 0 || t >= TIME_END_MS) return `t ${t} is not between 1970 and 2100: it must be in milliseconds`
  if (t < leastMs) return `t ${t} is before 1971: it must be in milliseconds, not in seconds`
  if (t % MINUTE_MS !== 0) return `t ${t} is not a whole minute (a multiple of 60000)`
  const v = row[V]!
  if (!Number.isFinite(v)) return `v is ${missing(v)}`
  if (v < 0) return `v ${v} is negative`
  for (const at of [O, BID, ASK]) {
    if (at !== O && isUnknown(row, at)) continue
    const fault = barFault(row, at)
    if (fault) return fault
  }
  return orderFault(t, lastMs)
}
/** Why a label after `lastMs` is refused; it can be later only if most rows continue before it. */
const orderFault = (t: number, lastMs: number): string => {
  if (t > lastMs) return `t ${t} is out of order: the rows after it are earlier`
  return t === lastMs ? `t ${t} appears twice` : `t ${t} is not later than the row before, ${lastMs}`
}
const barFault = (row: Float64Array, at: number): string | null => {
  const names = SERIES_COLUMNS.slice(at, at + 4)
  const prices = [row[at]!, row[at + 1]!, row[at + 2]!, row[at + 3]!] as const
  for (const [n, price] of prices.entries()) {
    if (!Number.isFinite(price)) return `${names[n]} is ${missing(price)}`
    if (price <= 0) return `${names[n]} ${price} is not above 0`
  }
  const [o, h, l, c] = prices
  const high = o > c ? [names[0], o] : [names[3], c]
  const low = o < c ? [names[0], o] : [names[3], c]
  if (h < Math.max(o, c)) return `${names[1]} ${h} is below ${high[0]} ${high[1]}`
  if (l > Math.min(o, c)) return `${names[2]} ${l} is above ${low[0]} ${low[1]}`
  return null
}
const missing = (value: number): string => (value === value ? 'infinite' : 'missing')

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

/** Only sides may hold NaN, and always ours; the bits are made canonical all the same before hashing. */
const hashOf = (columns: readonly Float64Array[]): string => {
  const hash = createHash('sha256')
  for (const [n, column] of columns.entries()) {
    if (!isKnown(column)) continue
    hash.update(SERIES_COLUMNS[n] as string)
    hash.update(canonicalBytes(column))
  }
  return hash.digest('hex')
}
