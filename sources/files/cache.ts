/** Columns of files read before, keyed by the content of the file: the second load is one read and no parsing. */
import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { SERIES_COLUMNS } from '../../graph/series.js'
import { isKnown, type ReadSeries, seriesOf } from './candle-rows.js'

/** Bumped when the same file gives other columns, or this format changes. */
const VERSION = 1
const MAGIC = 0x43504553
/** magic, version, bytes of the JSON head, CRC-32 of these three and of all that follows: u32 each. */
const PREFIX_BYTES = 16
const CRC_AT = 12
const ALIGN = 8

const head = z.strictObject({
  key: z.string(),
  instrument: z.string(),
  rows: z.int().positive(),
  columns: z.array(z.enum(SERIES_COLUMNS)),
  contentHash: z.string(),
  skipped: z.int().nonnegative(),
  reasons: z.array(z.string()),
})

export interface ColumnCache {
  /** What was kept under the key; null where there is nothing, or nothing whole. */
  load(key: string): ReadSeries | null
  /** Keeps it. A folder that cannot be written is no error: then there is no cache. */
  keep(key: string, read: ReadSeries): void
}

/** A cache in a folder, which is made when first needed. */
export const columnCache = (folder: string): ColumnCache => {
  const pathOf = (key: string) => join(folder, `${key}.v${VERSION}.columns`)
  return {
    load: (key) => {
      const bytes = readWhole(pathOf(key))
      return bytes && decode(key, bytes)
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

/** CRC-32 of a file in parts, the first of which is the prefix; its own place is left out. */
const crcOf = ([prefix, ...rest]: readonly Uint8Array[]): number =>
  rest.reduce((sum, bytes) => crc32(bytes, sum), crc32(prefix!.subarray(0, CRC_AT)))

const decode = (key: string, bytes: Uint8Array<ArrayBuffer>): ReadSeries | null => {
  if (bytes.length < PREFIX_BYTES) return null
  const [magic, version, headBytes, crc] = new Uint32Array(bytes.buffer, 0, PREFIX_BYTES / 4)
  const start = PREFIX_BYTES + headBytes!
  if (magic !== MAGIC || version !== VERSION || start > bytes.length) return null
  if (crcOf([bytes, bytes.subarray(PREFIX_BYTES)]) !== crc) return null
  const { data } = head.safeParse(JSON.parse(Buffer.from(bytes.buffer, PREFIX_BYTES, headBytes).toString()))
  if (!data || data.key !== key || start + data.columns.length * data.rows * 8 !== bytes.length) return null
  let unknown: Float64Array | null = null
  const columns = SERIES_COLUMNS.map((name) => {
    const n = data.columns.indexOf(name)
    if (n >= 0) return new Float64Array(bytes.buffer, start + n * data.rows * 8, data.rows)
    unknown ??= new Float64Array(data.rows).fill(Number.NaN)
    return unknown
  })
  const { contentHash, skipped, reasons } = data
  return { series: seriesOf(data.instrument, columns), contentHash, skipped, reasons }
}

/** The file in memory of its own, so that columns can be views at multiples of eight; null where there is none. */
const readWhole = (path: string): Uint8Array<ArrayBuffer> | null => {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return null
  }
  try {
    const bytes = new Uint8Array(fstatSync(file).size)
    let at = 0
    for (let count = -1; at < bytes.length && count !== 0; at += count)
      count = readSync(file, bytes, at, bytes.length - at, null)
    return at === bytes.length ? bytes : null
  } finally {
    closeSync(file)
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

/** Best effort: what could not be written may not be removable either. */
const discard = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {}
}
