/** Candles from Parquet: a time column, and open, high, low, close of mid, bid, ask under their usual names. */
import { badData } from '../bad-data.js'
import { candleRows, type ReadSeries } from '../candle-rows.js'
import { type Bar, fillPrices } from '../fill-prices.js'
import { plainNumber } from '../plain-number.js'
import { importer } from './importer.js'
import { parquetColumns } from './parquet-columns.js'
import { parquetTimes } from './parquet-times.js'
import { textOfValue } from './text-of-value.js'

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

const midNames = (short: string, long: string): readonly string[] => [short, long, `mid_${short}`, `mid_${long}`]
const sideNames =
  (name: string) =>
  (short: string, long: string): readonly string[] => [
    `${name[0]}${short}`,
    `${name}_${short}`,
    `${name}_${long}`,
    `${name}${long}`,
    `${long}_${name}`,
    `${name}.${long}`,
  ]
const [bidNames, askNames] = [sideNames('bid'), sideNames('ask')]
const WANTED: ReadonlySet<string> = new Set([
  ...TIMES,
  ...VOLUMES,
  ...FIELDS.flatMap(([short, long]) => [midNames, bidNames, askNames].flatMap((names) => names(short, long))),
])

/** Parquet files to candles; other columns are ignored. */
export const importParquet = importer(async (path, options): Promise<ReadSeries | null> => {
  const { names, columns } = await parquetColumns(path, WANTED)
  const pick = (wanted: readonly string[]): Values | null =>
    wanted.map((name) => columns.get(name)).find(Boolean)?.values ?? null
  const bars = (namesOf: typeof midNames): Bars => {
    const found = FIELDS.map(([short, long]) => pick(namesOf(short, long)))
    return found.every((values) => values !== null) ? (found as unknown as Bars) : null
  }
  const timeColumns = TIMES.flatMap((name) => (columns.has(name) ? [{ name, ...columns.get(name)! }] : []))
  const volumes = pick(VOLUMES)
  const [mid, bid, ask] = [bars(midNames), bars(bidNames), bars(askNames)]
  if (timeColumns.length === 0 || !(mid || bid)) {
    const wanted =
      timeColumns.length > 0 ? 'open, high, low, close (or bid_open ..)' : `time column (${TIMES.join(', ')})`
    throw badData(`${path}: no ${wanted}; it has ${names.join(', ')}`)
  }
  const times = parquetTimes(path, timeColumns)
  const rows = candleRows({ ...options, file: path, whole: true, rows: times.rows })
  for (let i = 0; i < times.rows; i++) {
    const place = `row ${i + 1}`
    rows.row[0] = times.at(i)
    rows.row[5] = volumes ? numberOf(volumes[i]) : 0
    fillPrices(rows.row, barAt(mid, i), barAt(bid, i), barAt(ask, i))
    if (Number.isFinite(rows.row[0])) rows.accept(place)
    else rows.reject(place, `time "${times.text(i).slice(0, 40)}" cannot be read`)
  }
  return rows.untouched() ? null : rows.finish()
})

const barAt = (bars: Bars, i: number): Bar | null =>
  bars && [numberOf(bars[0][i]), numberOf(bars[1][i]), numberOf(bars[2][i]), numberOf(bars[3][i])]

/** NaN where it is no number. */
const numberOf = (value: unknown): number =>
  typeof value === 'number'
    ? value
    : typeof value === 'bigint'
      ? Number(value)
      : (plainNumber(textOfValue(value)) ?? Number.NaN)
