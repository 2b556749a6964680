/** Reads a cache file a week at a time; every column is checked as it is read. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import {
  columnBytes,
  type ColumnChunk,
  columnOffset,
  FIRST_SIDE,
  footer,
  type Footer,
  hasColumn,
  MAGIC,
  PREFIX_BYTES,
  prefixOf,
  VERSION,
} from './layout.js'

export interface OpenColumnFile {
  readonly footer: Footer
  readonly basis: CandleSeries['basis']
  /** Column n of a chunk into `to`, which has the chunk's rows; false where the file is damaged. */
  read(chunk: ColumnChunk, n: number, to: Float64Array): boolean
  close(): void
}

/** Null where there is no such file, or none that is whole up to its columns. */
export const openColumnFile = (path: string, key: string): OpenColumnFile | null => {
  const file = opened(path)
  if (file === null) return null
  const found = footerOf(file)
  if (!found || found.key !== key) {
    closeSync(file)
    return null
  }
  const [bid, ask] = [FIRST_SIDE, FIRST_SIDE + 4]
  return {
    footer: found,
    basis: hasColumn(found, bid) && !hasColumn(found, ask) ? 'bid' : 'mid',
    read: (chunk, n, to) => {
      const crc = chunk.crcs[n]!
      if (crc === null) {
        to.fill(Number.NaN)
        return true
      }
      return filled(file, columnBytes(to), columnOffset(chunk, n)) && crc32(columnBytes(to)) === crc
    },
    close: () => closeSync(file),
  }
}

const footerOf = (file: number): Footer | null => {
  const prefix = new Float64Array(PREFIX_BYTES / 8)
  if (!filled(file, columnBytes(prefix), 0)) return null
  const [magic, version, offset, bytes] = [prefix[0]!, prefix[1]!, prefix[2]!, prefix[3]!]
  if (magic !== MAGIC || version !== VERSION || !isPart(offset, bytes, fstatSync(file).size)) return null
  const text = new Uint8Array(bytes)
  if (!filled(file, text, offset) || prefixOf(offset, text)[4] !== prefix[4]) return null
  const known = footer.safeParse(JSON.parse(Buffer.from(text).toString())).data
  return known && known.chunks.every(({ crcs }) => crcs.length === SERIES_COLUMNS.length) ? known : null
}

/** A damaged prefix can hold any number: a fraction that rounding hides in the sum, a negative one, NaN. */
const isPart = (offset: number, bytes: number, fileBytes: number): boolean =>
  Number.isSafeInteger(offset) && offset >= PREFIX_BYTES && bytes > 0 && bytes === fileBytes - offset

const opened = (path: string): number | null => {
  try {
    return openSync(path, 'r')
  } catch {
    return null
  }
}

/** False where the file ends first. */
const filled = (file: number, bytes: Uint8Array, position: number): boolean => {
  for (let at = 0, count = -1; at < bytes.length; at += count) {
    count = readSync(file, bytes, at, bytes.length - at, position + at)
    if (count === 0) return false
  }
  return true
}
