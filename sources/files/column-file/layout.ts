/**
 * The layout of a cache file: a prefix, chunks of rows, a footer. A chunk holds the rows of one week, column after column; so candles can
 * be written while they are parsed, and read a week at a time.
 */
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { WEEK_MS } from '../../../lib/time-units.js'
import { SERIES_COLUMNS } from '../../../model/candle-series.js'

/** Bumped when the same file gives different columns, or when this layout changes. */
export const VERSION = 4
export const MAGIC = 0x43504553
/** f64 each: magic, version, offset and bytes of the footer, CRC-32 of these four and of the footer. */
export const PREFIX_BYTES = 40
const CRC_AT = 32
export const WIDTH = SERIES_COLUMNS.length
/** Prices of bid and ask, the columns from here on, may be unknown. */
export const FIRST_SIDE = 6

/** Rows with the same one share a chunk. */
export const weekOf = (tMs: number): number => Math.floor(tMs / WEEK_MS)

const chunk = z.strictObject({
  week: z.int(),
  rows: z.int().positive(),
  firstMs: z.number(),
  lastMs: z.number(),
  /** Of the first column; the others follow. */
  offset: z.int().nonnegative(),
  /** CRC-32 of each column; null: unknown in every row of the chunk, and not stored. */
  crcs: z.array(z.int().nullable()).length(WIDTH),
})
export const footer = z.strictObject({
  key: z.string(),
  instrument: z.string(),
  rows: z.int().positive(),
  /** Whether any row has volume. */
  volume: z.boolean(),
  chunks: z.array(chunk).min(1),
  contentHash: z.string(),
  skipped: z.int().nonnegative(),
  reasons: z.array(z.string()),
})
export type ColumnChunk = Readonly<z.output<typeof chunk>>
export type Footer = Readonly<z.output<typeof footer>>

export const columnBytes = (column: Float64Array): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength)

/** Where column n of a chunk begins. */
export const columnOffset = ({ offset, rows, crcs }: ColumnChunk, n: number): number => {
  let stored = 0
  for (let before = 0; before < n; before++) if (crcs[before] !== null) stored++
  return offset + stored * rows * 8
}

/** The prefix of a file with this footer. */
export const prefixOf = (footerOffset: number, text: Uint8Array): Float64Array => {
  const prefix = Float64Array.of(MAGIC, VERSION, footerOffset, text.length, 0)
  prefix[4] = crc32(text, crc32(columnBytes(prefix).subarray(0, CRC_AT)))
  return prefix
}

/** Whether the column holds a price in any row of the file. */
export const hasColumn = ({ chunks }: Footer, n: number): boolean => chunks.some(({ crcs }) => crcs[n] !== null)
