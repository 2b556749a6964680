/** OANDA v20 candles: the JSON body of /candles, one file per page. Prices are text, times RFC 3339 or seconds, sides as requested. */
import { z } from 'zod'
import { SepError } from '../../model/error-codes.js'
import { candleRows, type CandleRows, type ReadSeries } from './candle-rows.js'
import { type Bar, fillPrices } from './fill-prices.js'
import { importer } from './importer.js'
import { plainNumber } from './plain-number.js'
import { readChunks } from './read-chunks.js'

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

/** OANDA pages to candles. An incomplete candle is still running: it is skipped and does not count as bad. */
export const importOandaJson = importer(async (path, options): Promise<ReadSeries> => {
  const document = parsePage(path, await wholeText(path))
  if (document.instrument !== options.instrument)
    throw new SepError('bad-data', `${path}: candles of ${document.instrument}, not of ${options.instrument}`)
  if (document.granularity !== 'M1')
    throw new SepError('bad-data', `${path}: granularity ${document.granularity}; M1 is needed`)
  const rows = candleRows({ ...options, file: path, rows: document.candles.length })
  for (const [n, value] of document.candles.entries()) addCandle(rows, value, `candles[${n}]`)
  return rows.finish()
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
const timeMs = (time: string | number): number =>
  SECONDS.test(String(time)) ? Math.round(Number(time) * 1000) : Date.parse(String(time))

const parsePage = (path: string, text: string): z.output<typeof page> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new SepError('bad-data', `${path}: not JSON, or truncated: ${(error as Error).message}`)
  }
  const result = page.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new SepError('bad-data', `${path}: ${issue?.path.join('.') || 'document'}: ${issue?.message}`)
}

const wholeText = async (path: string): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of readChunks(path)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
