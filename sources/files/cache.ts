/** Caches the columns of files by content: a second load is one read without parsing. */
import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { SERIES_COLUMNS } from '../../model/candle-series.js'
import { isKnown, type ReadSeries, seriesOf } from './candle-rows.js'

/** Bumped when the same file gives different columns, or when this format changes. */
const VERSION = 3
const MAGIC = 0x43504553
/** u32 each: magic, version, bytes of the JSON head, CRC-32 of these three and of all that follows. */
const PREFIX_BYTES = 16
const CRC_AT = 12
const ALIGN = 8
const SIDES: ReadonlySet<string> = new Set(['bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'])

const head = z.strictObject({
  key: z.string(),
  instrument: z.string(),
  rows: z.int().positive(),
  columns: z.array(z.enum(SERIES_COLUMNS)).min(SERIES_COLUMNS.length - SIDES.size),
  contentHash: z.string(),
  skipped: z.int().nonnegative(),
  reasons: z.array(z.string()),
})

export interface ColumnCache {
  /** What is stored under the key; without `sides` bid and ask are NaN. Null where nothing, or nothing whole, is stored. */
  load(key: string, sides?: boolean): ReadSeries | null
  /** Stores it. A folder that cannot be written is no error: then there is no cache. */
  keep(key: string, read: ReadSeries): void
}

/** A cache in a folder, created when first needed. */
export const columnCache = (folder: string): ColumnCache => {
  const pathOf = (key: string) => join(folder, `${key}.v${VERSION}.columns`)
  return {
    load: (key, sides = true) => {
      const file = opened(pathOf(key))
      if (file === null) return null
      try {
        return decode(file, key, sides)
      } finally {
        closeSync(file)
      }
    },
    keep: (key, read) => {
      const path = pathOf(key)
      const partial = `${path}.${randomUUID()}.tmp`
      try {
        mkdirSync(folder, { recursive: true })
        writeParts(partial, encode(key, read))
        renameSync(partial, path)
      } catch {
        discard(partial)
      }
    },
  }
}

const encode = (key: string, { series, contentHash, skipped, reasons }: ReadSeries): Uint8Array[] => {
  const columns = SERIES_COLUMNS.filter((name) => isKnown(series[name]))
  const rows = series.tMs.length
  const text = JSON.stringify({ key, instrument: series.instrument, rows, columns, contentHash, skipped, reasons })
  const json = Buffer.from(text)
  const padded = new Uint8Array(Math.ceil((PREFIX_BYTES + json.length) / ALIGN) * ALIGN - PREFIX_BYTES).fill(32)
  padded.set(json)
  const body = columns.map((name) => {
    const column = series[name]
    return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  })
  const prefix = Uint32Array.of(MAGIC, VERSION, padded.length, 0)
  const parts = [new Uint8Array(prefix.buffer), padded, ...body]
  prefix[3] = crcOf(parts)
  return parts
}

/** CRC-32 of a file in parts, of which the first is the prefix, without the CRC itself. */
const crcOf = ([prefix, ...rest]: readonly Uint8Array[]): number =>
  rest.reduce((sum, bytes) => crc32(bytes, sum), crc32(prefix!.subarray(0, CRC_AT)))

/** Reads column by column into fresh memory; columns that are not wanted are only checked. */
const decode = (file: number, key: string, sides: boolean): ReadSeries | null => {
  const prefix = filled(file, new Uint8Array(PREFIX_BYTES))
  if (!prefix) return null
  const [magic, version, headBytes, crc] = new Uint32Array(prefix.buffer) as unknown as Prefix
  const size = fstatSync(file).size
  if (magic !== MAGIC || version !== VERSION || PREFIX_BYTES + headBytes > size) return null
  const json = filled(file, new Uint8Array(headBytes))
  const data = json && head.safeParse(parsed(json)).data
  if (!data || data.key !== key || PREFIX_BYTES + headBytes + data.columns.length * data.rows * 8 !== size) return null
  const wanted = data.columns.filter((name) => sides || !SIDES.has(name))
  const block = new ArrayBuffer(wanted.length * data.rows * 8)
  const scratch = wanted.length < data.columns.length ? new Uint8Array(data.rows * 8) : null
  let sum = crcOf([prefix, json])
  for (const name of data.columns) {
    const place = wanted.indexOf(name)
    const bytes = filled(file, place < 0 ? scratch! : new Uint8Array(block, place * data.rows * 8, data.rows * 8))
    if (!bytes) return null
    sum = crc32(bytes, sum)
  }
  if (sum !== crc) return null
  let unknown: Float64Array | null = null
  const columns = SERIES_COLUMNS.map((name) => {
    const place = wanted.indexOf(name)
    if (place >= 0) return new Float64Array(block, place * data.rows * 8, data.rows)
    unknown ??= new Float64Array(data.rows).fill(Number.NaN)
    return unknown
  })
  const { contentHash, skipped, reasons } = data
  const basis = data.columns.includes('bo') && !data.columns.includes('ao') ? 'bid' : 'mid'
  return { series: Object.freeze({ ...seriesOf(data.instrument, columns), basis }), contentHash, skipped, reasons }
}
type Prefix = readonly [magic: number, version: number, headBytes: number, crc: number]

const opened = (path: string): number | null => {
  try {
    return openSync(path, 'r')
  } catch {
    return null
  }
}

/** Fills `bytes` from the file's position; null where the file ends first. */
const filled = (file: number, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null => {
  for (let at = 0, count = -1; at < bytes.length; at += count) {
    count = readSync(file, bytes, at, bytes.length - at, null)
    if (count === 0) return null
  }
  return bytes
}

/** Null where the text is damaged. */
const parsed = (json: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(json).toString())
  } catch {
    return null
  }
}

const writeParts = (path: string, parts: readonly Uint8Array[]): void => {
  const file = openSync(path, 'wx')
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length; ) at += writeSync(file, part, at)
    }
  } finally {
    closeSync(file)
  }
}

/** Best effort: a file that could not be written may not be removable either. */
const discard = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {}
}
