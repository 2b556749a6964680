/** OANDA v20 candles: the JSON body of /candles, one file per page. Prices are text, times RFC 3339 or seconds, sides as requested. */
import { z } from 'zod'
import { badData } from '../bad-data.js'
import { candleRows, type CandleRows, type ReadSeries } from '../candle-rows.js'
import { type Bar, fillPrices } from '../fill-prices.js'
import { plainNumber } from '../plain-number.js'
import { readChunks } from '../read-chunks.js'
import { importer } from './importer.js'
import { textTime } from './text-time.js'

const bar = z.object({ o: z.string(), h: z.string(), l: z.string(), c: z.string() })
const candle = z.object({
  complete: z.boolean(),
  volume: z.int(),
  time: z.union([z.string(), z.number()]),
  mid: bar.optional(),
  bid: bar.optional(),
  ask: bar.optional(),
})
const page = z.object({ instrument: z.string(), granularity: z.string(), candles: z.array(z.unknown()) })

/** Forty times a page of 5,000 candles, the most that OANDA gives. */
const PAGE_BYTES_MAX = 64 * 2 ** 20

/**
 * OANDA pages to candles. An incomplete candle is still running: it is skipped and does not count as bad. A page may begin with the last
 * candle of the page before (`includeFirst`).
 */
export const importOandaJson = importer(async (path, options): Promise<ReadSeries | null> => {
  const document = parsePage(path, await wholeText(path))
  if (document.instrument !== options.instrument)
    throw badData(`${path}: candles of ${document.instrument}, not of ${options.instrument}`)
  if (document.granularity !== 'M1') throw badData(`${path}: granularity ${document.granularity}; M1 is needed`)
  const rows = candleRows({ ...options, file: path, whole: true, rows: document.candles.length })
  for (const [n, value] of document.candles.entries()) addCandle(rows, value, `candles[${n}]`)
  return rows.untouched() ? null : rows.finish()
})

const addCandle = (rows: CandleRows, value: unknown, place: string): void => {
  const result = candle.safeParse(value)
  if (!result.success) {
    const issue = result.error.issues[0]
    return rows.reject(place, `${issue?.path.join('.') || 'candle'}: ${issue?.message}`)
  }
  const { complete, volume, time, mid, bid, ask } = result.data
  if (!complete) return
  if (!mid && !bid) return rows.reject(place, 'neither mid nor bid: ask for price=MBA')
  const tMs = timeMs(time)
  if (!Number.isFinite(tMs)) return rows.reject(place, `time "${time}" cannot be read`)
  rows.row[0] = tMs
  rows.row[5] = volume
  fillPrices(rows.row, barOf(mid), barOf(bid), barOf(ask))
  rows.accept(place)
}

/** Text that is no number becomes NaN, which the row check reports as missing. */
const barOf = (prices: z.output<typeof bar> | undefined): Bar | null => {
  if (!prices) return null
  const number = (text: string) => plainNumber(text) ?? Number.NaN
  return [number(prices.o), number(prices.h), number(prices.l), number(prices.c)]
}

const SECONDS = /^\d+(\.\d+)?$/
/** An instant: RFC 3339 with its offset, or seconds. */
const timeMs = (time: string | number): number => {
  if (SECONDS.test(String(time))) return Number(time) * 1000
  const { ms, zoned } = textTime(String(time))
  return zoned ? ms : Number.NaN
}

const parsePage = (path: string, text: string): z.output<typeof page> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw badData(`${path}: not JSON, or truncated: ${(error as Error).message}`)
  }
  const result = page.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw badData(`${path}: ${issue?.path.join('.') || 'document'}: ${issue?.message}`)
}

const wholeText = async (path: string): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of readChunks(path)) {
    bytes += chunk.length
    if (bytes > PAGE_BYTES_MAX)
      throw badData(`${path}: more than ${PAGE_BYTES_MAX / 2 ** 20} MiB, not a page of candles`)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
