/** MetaTrader 4 history exports: `2024.01.15,00:00,o,h,l,c,ticks` without a header; bid prices, server time. */
import { SepError } from '../../../model/error-codes.js'
import { readChunks } from '../read-chunks.js'
import { type BarFormat, readBars } from './bar-lines.js'
import { importer } from './importer.js'
import { sourceClock } from './source-clock.js'
import { textTime } from './text-time.js'

const LINE = /^\d{4}\.\d\d\.\d\d,\d\d:\d\d(:\d\d)?,/

/** MetaTrader 4 files to candles. `tz` is the server's and has no default: a guess would shift every candle. */
export const importMetaTrader4 = importer((path, options) => {
  if (options.tz === undefined)
    throw new SepError(
      'bad-argument',
      "mt4: --tz is needed, times are the server's: often ny-close, else a zone like Europe/Helsinki",
    )
  const toUtc = sourceClock(options.tz)
  return readBars(path, readChunks(path), options, (line) =>
    metaTrader4Line(line) ? { format: metaTrader4Bars(toUtc), header: false } : null,
  )
})

/** True for a line in this layout, whatever the values. */
export const metaTrader4Line = (line: string): boolean => LINE.test(line)

/** The layout, which HistData offers too. */
export const metaTrader4Bars = (toUtc: (localMs: number) => number): BarFormat => ({
  separator: ',',
  columns: 7,
  time: [0, 1],
  tMs: (time) => {
    const { ms, zoned } = textTime(time)
    return zoned ? Number.NaN : toUtc(ms)
  },
  prices: [2, 3, 4, 5],
  volume: 6,
})
