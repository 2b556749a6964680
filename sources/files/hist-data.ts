/** HistData one-minute bars: ASCII and MetaTrader layout, plain, gzip or zip. Bid only, no volume; UTC-5 all year, as the site states. */
import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { SepError } from '../../model/error-codes.js'
import { type BarFormat, type FormatOf, readBars, wallMs } from './bar-lines.js'
import { importer } from './importer.js'
import { readChunks } from './read-chunks.js'
import { sourceClock } from './source-clock.js'
import { unreadable } from '../unreadable.js'

const DEFAULT_TZ = 'UTC-5'
const ASCII_TIME = /^(\d{4})(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)$/
const META_TIME = /^(\d{4})\.(\d\d)\.(\d\d),(\d\d):(\d\d)$/
const TICK_TIME = /^\d{8} \d{9},/

/** HistData files to candles. Some run on New York's clock with summer time: `tz` is America/New_York then. */
export const importHistData = importer(async (path, options) => {
  const toUtc = sourceClock(options.tz ?? DEFAULT_TZ)
  const formatOf: FormatOf = (line) => {
    if (TICK_TIME.test(line)) throw new SepError('bad-data', `${path}:1: a file of ticks; one-minute bars are needed`)
    const format = line.includes(';') ? ascii(toUtc) : meta(toUtc)
    return Number.isFinite(format.tMs(line.split(format.separator))) ? { format, header: false } : null
  }
  return readBars(path, await contents(path), options, formatOf)
})

const ascii = (toUtc: (localMs: number) => number): BarFormat => ({
  separator: ';',
  columns: 6,
  tMs: (cells) => toUtc(wallMs(ASCII_TIME.exec(cells[0]!), 'ymd')),
  prices: [1, 2, 3, 4],
  volume: 5,
})
const meta = (toUtc: (localMs: number) => number): BarFormat => ({
  separator: ',',
  columns: 7,
  tMs: (cells) => toUtc(wallMs(META_TIME.exec(`${cells[0]},${cells[1]}`), 'ymd')),
  prices: [2, 3, 4, 5],
  volume: 6,
})

const contents = async (path: string): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> => {
  if (!path.toLowerCase().endsWith('.zip')) return readChunks(path)
  const files = unzip(path)
  const names = Object.keys(files).filter((name) => name.toLowerCase().endsWith('.csv'))
  if (names.length !== 1)
    throw new SepError('bad-data', `${path}: the zip must hold one .csv; it has ${names.join(', ') || 'none'}`)
  return [files[names[0] as string] as Uint8Array]
}

const unzip = (path: string) => {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
  try {
    return unzipSync(bytes)
  } catch (error) {
    throw new SepError('bad-data', `${path}: zip is damaged or truncated: ${(error as Error).message}`)
  }
}
