/** Reads text files with one bar per line, whatever the separator, the order of columns and the clock. */
import { badData } from '../bad-data.js'
import { candleRows, type ReadSeries } from '../candle-rows.js'
import { eachLine, textOf } from '../each-line.js'
import { plainNumber } from '../plain-number.js'
import type { ImportOptions } from './importer.js'

/** How to read one line. */
export interface BarFormat {
  readonly separator: string
  readonly columns: number
  /** Columns of the time; their cells, with a blank between them, are its text. */
  readonly time: readonly number[]
  /** UTC of the time; NaN where it cannot be read. `place` is file and line, for messages. */
  readonly tMs: (time: string, place: string) => number
  /** Columns of open, high, low, close. */
  readonly prices: readonly [number, number, number, number]
  /** Column of the volume; null = none. */
  readonly volume: number | null
  /** True where a blank volume, or NaN, means that there is none. */
  readonly volumeMayBeBlank?: boolean
  /** True for lines that only fill a gap: they are left out and counted. */
  readonly filler?: (bar: Float64Array) => boolean
  /** Throws where the file is not what it is taken for. */
  readonly check?: (bar: Float64Array, place: string) => void
  readonly notes?: readonly string[]
}

/** The format by the first line, and whether that line is a header; null = unknown. */
export type FormatOf = (firstLine: string) => { readonly format: BarFormat; readonly header: boolean } | null

const QUOTED_MAX = 80
const CELL_MAX = 40

/** Bars of one price, the bid: it goes into o..c and into the bid columns; the ask stays unknown. Null where a file has no bars. */
export const readBars = async (
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ImportOptions,
  formatOf: FormatOf,
): Promise<ReadSeries | null> => {
  const rows = candleRows({ ...options, file: path, whole: true })
  rows.row.fill(Number.NaN)
  let format: BarFormat | null = null
  let fillers = 0
  const take = (bytes: Uint8Array, from: number, to: number, line: number): void => {
    const text = textOf(bytes, from, to)
    if (format === null) {
      const found = formatOf(text)
      if (!found) throw badData(`${path}:1: unknown format: "${text.slice(0, QUOTED_MAX)}"`)
      format = found.format
      if (found.header) return
    }
    const place = `${path}:${line}`
    const fault = fillRow(rows.row, text.split(format.separator), format, place)
    if (fault !== null) return rows.reject(line, fault)
    format.check?.(rows.row, place)
    if (format.filler?.(rows.row)) fillers++
    else rows.accept(line)
  }
  await eachLine(chunks, take, path)
  if (rows.untouched()) return null
  const { notes = [] } = (format ?? {}) as Partial<BarFormat>
  const filled = fillers > 0 ? [`${fillers} flat minutes that only fill gaps were left out`] : []
  return { ...rows.finish(), notes: [...notes, ...filled] }
}

const [BID, VOLUME] = [6, 5]

const fillRow = (row: Float64Array, cells: readonly string[], format: BarFormat, place: string): string | null => {
  if (cells.length !== format.columns) return `${cells.length} columns, not ${format.columns}`
  const time = format.time.map((column) => cells[column]!.trim()).join(' ')
  const tMs = format.tMs(time, place)
  if (!Number.isFinite(tMs)) return `time "${time.slice(0, CELL_MAX)}" cannot be read`
  row[0] = tMs
  for (const [n, column] of format.prices.entries()) {
    const price = plainNumber(cells[column]!)
    if (price === null) return `${'ohlc'[n]} "${cells[column]!.slice(0, CELL_MAX)}" is not a number`
    row[1 + n] = price
    row[BID + n] = price
  }
  const volume = volumeOf(cells, format)
  if (volume === null) return `v "${cells[format.volume!]!.slice(0, CELL_MAX)}" is not a number`
  row[VOLUME] = volume
  return null
}

const volumeOf = (cells: readonly string[], { volume, volumeMayBeBlank = false }: BarFormat): number | null => {
  if (volume === null) return 0
  const text = cells[volume]!.trim()
  return volumeMayBeBlank && (text === '' || text === 'NaN') ? 0 : plainNumber(text)
}
