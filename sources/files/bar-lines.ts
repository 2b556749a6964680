/** Reads text files with one bar per line, whatever the separator, the order of columns and the clock. */
import { SepError } from '../../model/error-codes.js'
import { candleRows, type ReadSeries } from './candle-rows.js'
import { eachLine, textOf } from './each-line.js'
import type { ImportOptions } from './importer.js'
import { plainNumber } from './plain-number.js'

/** How to read one line. */
export interface BarFormat {
  readonly separator: string
  readonly columns: number
  /** UTC of the label from the cells; NaN where it cannot be read. */
  readonly tMs: (cells: readonly string[]) => number
  /** Columns of open, high, low, close. */
  readonly prices: readonly [number, number, number, number]
  /** Column of the volume; null = none. */
  readonly volume: number | null
  /** True for lines that only fill a gap: they are skipped. */
  readonly filler?: (bar: Float64Array) => boolean
}

/** The format by the first line, and whether that line is a header; null = unknown. */
export type FormatOf = (firstLine: string) => { readonly format: BarFormat; readonly header: boolean } | null

/** Bars of one price, the bid: it goes into o..c and into the bid columns; the ask stays unknown. */
export const readBars = async (
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ImportOptions,
  formatOf: FormatOf,
): Promise<ReadSeries> => {
  const { instrument, lenient } = options
  const rows = candleRows({ instrument, file: path, lenient })
  rows.row.fill(Number.NaN)
  let format: BarFormat | null = null
  await eachLine(chunks, (bytes, from, to, line) => {
    const text = textOf(bytes, from, to)
    if (format === null) {
      const found = formatOf(text)
      if (!found) throw new SepError('bad-data', `${path}:1: unknown format: "${text.slice(0, 80)}"`)
      format = found.format
      if (found.header) return
    }
    const fault = fillRow(rows.row, text.split(format.separator), format)
    if (fault !== null) return rows.reject(line, fault)
    if (!format.filler?.(rows.row)) rows.accept(line)
  })
  return rows.finish()
}

const [BID, VOLUME] = [6, 5]

const fillRow = (row: Float64Array, cells: readonly string[], format: BarFormat): string | null => {
  if (cells.length !== format.columns) return `${cells.length} columns, not ${format.columns}`
  const tMs = format.tMs(cells)
  if (!Number.isFinite(tMs)) return `time "${cells.slice(0, 2).join(format.separator).slice(0, 40)}" cannot be read`
  row[0] = tMs
  for (const [n, column] of format.prices.entries()) {
    const price = plainNumber(cells[column]!)
    if (price === null) return `${'ohlc'[n]} "${cells[column]!.slice(0, 40)}" is not a number`
    row[1 + n] = price
    row[BID + n] = price
  }
  const volume = format.volume === null ? 0 : plainNumber(cells[format.volume]!)
  if (volume === null) return `v "${cells[format.volume!]!.slice(0, 40)}" is not a number`
  row[VOLUME] = volume
  return null
}

/** Milliseconds of a calendar time; NaN where that time does not exist. */
export const wallMs = (parts: RegExpExecArray | null, order: 'ymd' | 'dmy'): number => {
  if (!parts) return Number.NaN
  const [first, month, third, hour, minute, second = 0, milli = 0] = parts.slice(1).map((text) => Number(text ?? 0))
  const [year, day] = order === 'ymd' ? [first!, third!] : [third!, first!]
  const ms = Date.UTC(year, month! - 1, day, hour!, minute!, second, milli)
  // 31 February would roll over into March.
  return new Date(ms).getUTCDate() === day && hour! < 24 && minute! < 60 && second < 60 ? ms : Number.NaN
}
