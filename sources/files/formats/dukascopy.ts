/** Dukascopy one-minute bars: CSV of the site and of dukascopy-node. UTC or with an offset; bid and ask in separate files. */
import { isoTime } from '../../../lib/iso-time.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { candleRows, type CandleRows } from '../candle-rows.js'
import { type Bar, fillPrices } from '../fill-prices.js'
import { joinSeries, type JoinedSeries } from '../join-series.js'
import { readChunks } from '../read-chunks.js'
import { isClosedHour } from '../warnings/is-closed-hour.js'
import { type BarFormat, readBars } from './bar-lines.js'
import { type ImportOptions, importer } from './importer.js'
import { labelClock } from './label-clock.js'
import { textTime, type TextTime } from './text-time.js'

const SITE_HEADER = /^(Gmt|Utc|Local) time,Open,High,Low,Close,Volume$/i
/** Of the JForex platform: year first, the zone in the header. */
const PLATFORM_HEADER = /^Time \((UTC|GMT|EET)\),Open,High,Low,Close,Volume$/i
const NODE_HEADER = /^timestamp,open,high,low,close(,volume)?$/i
const MILLISECONDS = /^\d{11,14}$/

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
  const rows = candleRows({ ...options, file, whole: true, rows: bid.series.tMs.length })
  pair(rows, bid.series, ask.series)
  const both = joinSeries([{ path: file, ...rows.finish() }])
  return {
    ...both,
    notes: [...bid.notes, ...ask.notes],
    skipped: bid.skipped + ask.skipped + both.skipped,
    reasons: [...bid.reasons, ...ask.reasons, ...both.reasons],
  }
}

const readSide = importer<ImportOptions>((path, options) =>
  readBars(path, readChunks(path), options, (line) => {
    const layout = layoutOf(line)
    if (layout === null) return null
    const clock = labelClock('dukascopy', options.tz, layout.bare)
    const tMs = (text: string, place: string) => clock.toUtc(layout.timeOf(text), place)
    return { format: barFormat(line.split(',').length, tMs), header: true }
  }),
)

interface Layout {
  readonly timeOf: (text: string) => TextTime
  /** Zone of times without an offset; null = `--tz` decides. */
  readonly bare: string | null
}

const layoutOf = (header: string): Layout | null => {
  const utc = (time: TextTime): TextTime => ({ ...time, zoned: true })
  const zone = (SITE_HEADER.exec(header) ?? PLATFORM_HEADER.exec(header))?.[1]?.toLowerCase()
  if (zone !== undefined) {
    const order = SITE_HEADER.test(header) ? 'dmy' : 'ymd'
    // The site's local times have offsets. EET has summer time by European or by American dates: only its user knows.
    const named = zone === 'local' || zone === 'eet'
    return { timeOf: (text) => (named ? textTime(text, order) : utc(textTime(text, order))), bare: null }
  }
  if (!NODE_HEADER.test(header)) return null
  return {
    timeOf: (text) => (MILLISECONDS.test(text) ? { ms: Number(text), zoned: true } : textTime(text)),
    bare: 'UTC',
  }
}

const barFormat = (columns: number, tMs: BarFormat['tMs']): BarFormat => ({
  separator: ',',
  columns,
  time: [0],
  tMs,
  prices: [1, 2, 3, 4],
  volume: columns > 5 ? 5 : null,
  // The site fills minutes without a quote, weekends too, with flat bars of no volume. A gap must stay a gap. Without a
  // volume only the flat bars of the weekend can be known for what they are.
  filler: (bar) => bar[2] === bar[3] && (columns > 5 ? bar[5] === 0 : isClosedHour(bar[0]!)),
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
