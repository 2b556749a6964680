/** Reads candles as one JSON object per line, with the keys of the CSV layout: `{"t":1398902400000,"o":1.38681,...}`. */
import { z } from 'zod'
import { badData } from './bad-data.js'
import { candleRows, type ReadSeries, type RowOptions, type RowTaker } from './candle-rows.js'
import { eachLine, textOf } from './each-line.js'

const side = z.number().nullish()
/** A missing or null side is unknown, a missing volume 0. */
const candle = z.strictObject({
  t: z.number(),
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: z.number().nullish(),
  bo: side,
  bh: side,
  bl: side,
  bc: side,
  ao: side,
  ah: side,
  al: side,
  ac: side,
  /** False for a candle that was still running when it was written. */
  complete: z.boolean().optional(),
})

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Candles of one NDJSON file. */
export const readNdjson = async (chunks: Chunks, options: RowOptions): Promise<ReadSeries> => {
  const rows = candleRows({ ...options, whole: true })
  await takeNdjson(chunks, rows, options.file)
  return rows.finish()
}

/** Gives each row of an NDJSON file to `rows`. */
export const takeNdjson = async (chunks: Chunks, rows: RowTaker, file: string): Promise<void> => {
  const lines = await eachLine(
    chunks,
    (bytes, from, to, line, ended) => {
      const parsed = parse(textOf(bytes, from, to))
      if (typeof parsed === 'string') return rows.reject(line, ended ? parsed : `${parsed}; the file may be truncated`)
      const { t, o, h, l, c, v, bo, bh, bl, bc, ao, ah, al, ac, complete } = parsed
      if (complete === false) return rows.reject(line, 'the candle is not complete')
      const sides = [bo, bh, bl, bc, ao, ah, al, ac]
      rows.row.set([t, o, h, l, c, v ?? 0, ...sides.map((price) => price ?? Number.NaN)])
      rows.accept(line)
    },
    file,
  )
  if (lines === 0) throw badData(`${file}:1: empty file`)
}

const parse = (text: string): z.output<typeof candle> | string => {
  if (text.trim() === '') return 'empty line'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return `not JSON: ${text.slice(0, 60)}`
  }
  const result = candle.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  return `${issue?.path.join('.') || 'object'}: ${issue?.message}`
}
