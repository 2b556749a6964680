/** Candles from Parquet: a time column, and open, high, low, close of mid, bid, ask under their usual names. */
import { readFileSync } from 'node:fs'
import { type AsyncBuffer, parquetMetadata, parquetRead } from 'hyparquet'
import { SepError } from '../../model/error-codes.js'
import { candleRows, type ReadSeries } from './candle-rows.js'
import { type Bar, fillPrices } from './fill-prices.js'
import { importer } from './importer.js'
import { unreadable } from '../unreadable.js'

const TIMES = ['t', 'ts', 'time', 'timestamp', 'timestamp_ms', 'open_time', 'datetime', 'date']
const VOLUMES = ['v', 'volume', 'tick_volume', 'ticks']
const FIELDS = [
  ['o', 'open'],
  ['h', 'high'],
  ['l', 'low'],
  ['c', 'close'],
] as const

type Values = ArrayLike<unknown>
type Bars = readonly [Values, Values, Values, Values] | null

/** Parquet files to candles; other columns are ignored. */
export const importParquet = importer(async (path, options): Promise<ReadSeries> => {
  const columns = await readColumns(path)
  const pick = (names: readonly string[]): Values | null => names.map((name) => columns.get(name)).find(Boolean) ?? null
  const bars = (namesOf: (short: string, long: string) => readonly string[]): Bars => {
    const found = FIELDS.map(([short, long]) => pick(namesOf(short, long)))
    return found.every((values) => values !== null) ? (found as unknown as Bars) : null
  }
  const side = (name: string) => (short: string, long: string) => [
    `${name[0]}${short}`,
    `${name}_${short}`,
    `${name}_${long}`,
    `${name}${long}`,
    `${long}_${name}`,
    `${name}.${long}`,
  ]
  const times = pick(TIMES)
  const volumes = pick(VOLUMES)
  const mid = bars((short, long) => [short, long, `mid_${short}`, `mid_${long}`])
  const bid = bars(side('bid'))
  const ask = bars(side('ask'))
  if (!times || !(mid || bid)) {
    const wanted = times ? 'open, high, low, close (or bid_open ..)' : `time column (${TIMES.join(', ')})`
    throw new SepError('bad-data', `${path}: no ${wanted}; it has ${[...columns.keys()].join(', ')}`)
  }
  const rows = candleRows({ ...options, file: path, rows: times.length })
  for (let i = 0; i < times.length; i++) {
    rows.row[0] = timeMs(times[i])
    rows.row[5] = volumes ? numberOf(volumes[i]) : 0
    fillPrices(rows.row, barAt(mid, i), barAt(bid, i), barAt(ask, i))
    rows.accept(`row ${i + 1}`)
  }
  return rows.finish()
})

const barAt = (bars: Bars, i: number): Bar | null =>
  bars && [numberOf(bars[0][i]), numberOf(bars[1][i]), numberOf(bars[2][i]), numberOf(bars[3][i])]

const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : Number.NaN

/** Units of a time column, recognised by magnitude: from 1990 on they do not overlap. */
const timeMs = (value: unknown): number => {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'string') return Date.parse(/[Z+]|-\d\d:\d\d$/.test(value) ? value : `${value}Z`)
  const time = numberOf(value)
  if (time < 1e11) return time * 1e3
  if (time < 1e14) return time
  return time < 1e17 ? time / 1e3 : time / 1e6
}

/** Top-level columns by lower-case name. */
const readColumns = async (path: string): Promise<ReadonlyMap<string, Values>> => {
  const columns = new Map<string, unknown[]>()
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const file: AsyncBuffer = buffer
  try {
    await parquetRead({
      file,
      metadata: parquetMetadata(buffer),
      onChunk: ({ columnName, columnData, rowStart, rowEnd }) => {
        const name = columnName.toLowerCase()
        const column = columns.get(name) ?? []
        for (let i = rowStart; i < rowEnd; i++) column[i] = columnData[i - rowStart]
        columns.set(name, column)
      },
    })
  } catch (error) {
    throw new SepError('bad-data', `${path}: Parquet cannot be read: ${(error as Error).message}`)
  }
  return columns
}
