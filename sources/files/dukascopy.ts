/** Dukascopy one-minute bars: CSV of the site and of dukascopy-node. UTC; bid and ask in separate files. */
import type { CandleSeries } from '../../model/candle-series.js'
import { type BarFormat, readBars, wallMs } from './bar-lines.js'
import { candleRows, type CandleRows } from './candle-rows.js'
import { type Bar, fillPrices } from './fill-prices.js'
import { type ImportOptions, importer } from './importer.js'
import { joinSeries, type JoinedSeries } from './join-series.js'
import { plainNumber } from './plain-number.js'
import { readChunks } from './read-chunks.js'
import { sourceClock } from './source-clock.js'
import { isoTime } from '../../lib/iso-time.js'

const SITE_HEADER = /^(Gmt|Utc) time,Open,High,Low,Close,Volume\s*$/i
const NODE_HEADER = /^timestamp,open,high,low,close(,volume)?$/
const SITE_TIME = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?$/

export interface DukascopyOptions extends ImportOptions {
  /** Files of the ask; the others are the bid. */
  readonly ask?: readonly string[]
}

/** Dukascopy files to candles: bid alone, or bid and ask paired minute by minute (a minute that only one of them has is a bad row). */
export const importDukascopy = async (paths: readonly string[], options: DukascopyOptions): Promise<JoinedSeries> => {
  const bid = await readSide(paths, options)
  if (!options.ask?.length) return bid
  const ask = await readSide(options.ask, options)
  const file = `${paths.join(' ')} + ${options.ask.join(' ')}`
  const rows = candleRows({ ...options, file, rows: bid.series.tMs.length })
  pair(rows, bid.series, ask.series)
  const both = joinSeries([{ path: file, ...rows.finish() }])
  return {
    ...both,
    skipped: bid.skipped + ask.skipped + both.skipped,
    reasons: [...bid.reasons, ...ask.reasons, ...both.reasons],
  }
}

const readSide = importer<ImportOptions>((path, options) => {
  const toUtc = sourceClock(options.tz ?? 'UTC')
  return readBars(path, readChunks(path), options, (line) => {
    if (SITE_HEADER.test(line))
      return { format: barFormat(6, (text) => wallMs(SITE_TIME.exec(text), 'dmy'), toUtc), header: true }
    if (!NODE_HEADER.test(line)) return null
    return { format: barFormat(line.split(',').length, (text) => plainNumber(text) ?? Number.NaN, toUtc), header: true }
  })
})

const barFormat = (
  columns: number,
  localMs: (text: string) => number,
  toUtc: (localMs: number) => number,
): BarFormat => ({
  separator: ',',
  columns,
  tMs: (cells) => toUtc(localMs(cells[0]!)),
  prices: [1, 2, 3, 4],
  volume: columns > 5 ? 5 : null,
  // The site fills minutes without a quote, weekends too, with flat bars of no volume. A gap must stay a gap.
  filler: (bar) => columns > 5 && bar[5] === 0 && bar[2] === bar[3],
})

const pair = (rows: CandleRows, bid: CandleSeries, ask: CandleSeries): void => {
  let i = 0
  let j = 0
  while (i < bid.tMs.length || j < ask.tMs.length) {
    const bidMs = bid.tMs[i] ?? Number.POSITIVE_INFINITY
    const askMs = ask.tMs[j] ?? Number.POSITIVE_INFINITY
    const tMs = Math.min(bidMs, askMs)
    const place = isoTime(tMs)
    if (bidMs === askMs) {
      rows.row[0] = tMs
      rows.row[5] = bid.v[i]!
      fillPrices(rows.row, null, barOf(bid, i), barOf(ask, j))
      rows.accept(place)
    } else
      rows.reject(
        place,
        `there is a candle of the ${bidMs < askMs ? 'bid but none of the ask' : 'ask but none of the bid'}`,
      )
    if (bidMs === tMs) i++
    if (askMs === tMs) j++
  }
}
const barOf = (series: CandleSeries, i: number): Bar => [series.o[i]!, series.h[i]!, series.l[i]!, series.c[i]!]
