/** HistData one-minute bars: ASCII and MetaTrader layout, plain, gzip or zip. Bid only, no volume; UTC-5 all year, as the site states. */
import { SepError } from '../../../model/error-codes.js'
import { badData } from '../bad-data.js'
import { readChunks } from '../read-chunks.js'
import { type BarFormat, type FormatOf, readBars } from './bar-lines.js'
import { calendarMs } from './calendar-ms.js'
import { importer } from './importer.js'
import { metaTrader4Bars, metaTrader4Line } from './meta-trader4.js'
import { sourceClock } from './source-clock.js'
import { zippedCsv } from './zipped-csv.js'

const DEFAULT_TZ = 'UTC-5'
const ASCII_LINE = /^\d{8} \d{6};/
const ASCII_TIME = /^(\d{4})(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)$/
const TICK_LINE = /^\d{8} \d{9},/
const VOLUME = 5

/** HistData files to candles. Some run on New York's clock with summer time: `tz` is America/New_York then. */
export const importHistData = importer(async (path, options) => {
  const toUtc = sourceClock(options.tz ?? DEFAULT_TZ)
  const check = options.tz === undefined ? checkNoVolume : () => {}
  const formatOf: FormatOf = (line) => {
    if (TICK_LINE.test(line)) throw badData(`${path}:1: a file of ticks; one-minute bars are needed`)
    if (ASCII_LINE.test(line)) return { format: { ...ascii(toUtc), check }, header: false }
    return metaTrader4Line(line) ? { format: { ...metaTrader4Bars(toUtc), check }, header: false } : null
  }
  return readBars(path, path.toLowerCase().endsWith('.zip') ? zippedCsv(path) : readChunks(path), options, formatOf)
})

const ascii = (toUtc: (localMs: number) => number): BarFormat => ({
  separator: ';',
  columns: 6,
  time: [0],
  tMs: (time) => toUtc(wallMs(ASCII_TIME.exec(time))),
  prices: [1, 2, 3, 4],
  volume: 5,
})

const wallMs = (parts: RegExpExecArray | null): number => {
  if (!parts) return Number.NaN
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number)
  return calendarMs(year!, month!, day!, hour, minute, second)
}

/** HistData gives no volume. A file of this layout with volume is a terminal's history, on the clock of its broker. */
const checkNoVolume = (bar: Float64Array, place: string): void => {
  if (!(bar[VOLUME]! > 0)) return
  throw new SepError(
    'bad-argument',
    `${place}: volume ${bar[VOLUME]}: HistData has none, this is a history of MetaTrader 4 on its server's clock; ` +
      'take --format mt4 with --tz, often ny-close',
  )
}
