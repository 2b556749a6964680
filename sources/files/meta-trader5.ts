/** MetaTrader 5 bar exports: tab separated, bid prices, server time. The spread has no time within the bar, so the ask stays unknown. */
import { SepError } from '../../model/error-codes.js'
import { type BarFormat, readBars, wallMs } from './bar-lines.js'
import { importer } from './importer.js'
import { readChunks } from './read-chunks.js'
import { sourceClock } from './source-clock.js'

const TIME = /^(\d{4})\.(\d\d)\.(\d\d) (\d\d):(\d\d)(?::(\d\d))?$/
const WANTED = ['<DATE>', '<TIME>', '<OPEN>', '<HIGH>', '<LOW>', '<CLOSE>', '<TICKVOL>']

/** MetaTrader 5 files to candles. `tz` is the server's and has no default: a guess would shift every candle. */
export const importMetaTrader5 = importer((path, options) => {
  if (options.tz === undefined)
    throw new SepError(
      'bad-argument',
      "mt5: --tz is needed, times are the server's: often ny-close, else a zone like Europe/Helsinki",
    )
  const toUtc = sourceClock(options.tz)
  return readBars(path, readChunks(path), options, (line) => {
    const names = line.split('\t')
    const at = WANTED.map((name) => names.indexOf(name)) as [number, number, number, number, number, number, number]
    return at.includes(-1) ? null : { format: barFormat(names.length, at, toUtc), header: true }
  })
})

const barFormat = (
  columns: number,
  [date, time, o, h, l, c, ticks]: readonly [number, number, number, number, number, number, number],
  toUtc: (localMs: number) => number,
): BarFormat => ({
  separator: '\t',
  columns,
  tMs: (cells) => toUtc(wallMs(TIME.exec(`${cells[date]} ${cells[time]}`), 'ymd')),
  prices: [o, h, l, c],
  volume: ticks,
})
