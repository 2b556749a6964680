/**
 * MetaTrader 5 bar exports: separated by tabs (or commas), bid prices, server time. The spread has no time within the bar, so the ask
 * stays unknown.
 */
import { SepError } from '../../../model/error-codes.js'
import { readChunks } from '../read-chunks.js'
import { type BarFormat, readBars } from './bar-lines.js'
import { importer } from './importer.js'
import { sourceClock } from './source-clock.js'
import { textTime } from './text-time.js'

const WANTED = ['<DATE>', '<TIME>', '<OPEN>', '<HIGH>', '<LOW>', '<CLOSE>', '<TICKVOL>']
const SPREAD = '<SPREAD>'

/** MetaTrader 5 files to candles. `tz` is the server's and has no default: a guess would shift every candle. */
export const importMetaTrader5 = importer((path, options) => {
  if (options.tz === undefined)
    throw new SepError(
      'bad-argument',
      "mt5: --tz is needed, times are the server's: often ny-close, else a zone like Europe/Helsinki",
    )
  const toUtc = sourceClock(options.tz)
  return readBars(path, readChunks(path), options, (line) => {
    const separator = line.includes('\t') ? '\t' : ','
    const names = line.split(separator).map((name) => name.trim())
    const at = WANTED.map((name) => names.indexOf(name)) as [number, number, number, number, number, number, number]
    if (at.includes(-1)) return null
    const notes = names.includes(SPREAD)
      ? ['the SPREAD column is not kept: it has no time within the bar; spreads come from the spread model']
      : []
    return { format: { ...barFormat(names.length, at, toUtc), separator, notes }, header: true }
  })
})

const barFormat = (
  columns: number,
  [date, time, o, h, l, c, ticks]: readonly [number, number, number, number, number, number, number],
  toUtc: (localMs: number) => number,
): BarFormat => ({
  separator: '\t',
  columns,
  time: [date, time],
  tMs: (text) => {
    const { ms, zoned } = textTime(text)
    return zoned ? Number.NaN : toUtc(ms)
  },
  prices: [o, h, l, c],
  volume: ticks,
})
