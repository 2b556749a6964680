/** Writes a cache file row by row: no more than a week is held. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { canonicalBytes } from '../../../lib/codec.js'
import { MINUTE_MS, WEEK_MS } from '../../../lib/time-units.js'
import { SERIES_COLUMNS } from '../../../model/candle-series.js'
import {
  columnBytes,
  type ColumnChunk,
  columnOffset,
  FIRST_SIDE,
  type Footer,
  hasColumn,
  PREFIX_BYTES,
  prefixOf,
  weekOf,
  WIDTH,
} from './layout.js'

/** Minutes of a week: labels rise by whole minutes. */
const MOST_ROWS = WEEK_MS / MINUTE_MS

export interface ColumnFileWriter {
  /** Appends a row in the order of SERIES_COLUMNS; labels rise by whole minutes. */
  push(row: Float64Array): void
  rows(): number
  /** Writes what is left and the footer. `contentHash` null: it is computed from the rows, as `contentHash` of candle-rows.ts. */
  finish(facts: {
    readonly contentHash: string | null
    readonly skipped: number
    readonly reasons: readonly string[]
  }): void
  /** Closes the file. */
  close(): void
}

/** `path` must not exist. */
export const writeColumnFile = (path: string, key: string, instrument: string): ColumnFileWriter => {
  const file = openSync(path, 'wx+')
  const columns = Array.from({ length: WIDTH }, () => new Float64Array(MOST_ROWS))
  const chunks: ColumnChunk[] = []
  const held = { week: Number.NaN, rows: 0, total: 0, offset: PREFIX_BYTES, volume: false }

  const flush = (): void => {
    const { week, rows, offset } = held
    if (rows === 0) return
    const crcs = columns.map((column, n) => {
      const used = column.subarray(0, rows)
      if (n >= FIRST_SIDE && !used.some((price) => price === price)) return null
      const bytes = canonicalBytes(used)
      writeAll(file, bytes, held.offset)
      held.offset += bytes.length
      return crc32(bytes)
    })
    const [tMs] = columns as [Float64Array]
    chunks.push({ week, rows, firstMs: tMs[0]!, lastMs: tMs[rows - 1]!, offset, crcs })
    held.total += rows
    held.rows = 0
  }
  return {
    push: (row) => {
      const week = weekOf(row[0]!)
      if (week !== held.week) {
        flush()
        held.week = week
      }
      for (let n = 0; n < WIDTH; n++) columns[n]![held.rows] = row[n]!
      if (row[5]! !== 0) held.volume = true
      held.rows++
    },
    rows: () => held.total + held.rows,
    finish: ({ contentHash, skipped, reasons }) => {
      flush()
      const known = { key, instrument, rows: held.total, volume: held.volume, chunks, skipped, reasons: [...reasons] }
      const own = contentHash ?? hashOf(file, { ...known, contentHash: '' })
      const text = Buffer.from(JSON.stringify({ ...known, contentHash: own }))
      writeAll(file, text, held.offset)
      writeAll(file, columnBytes(prefixOf(held.offset, text)), 0)
    },
    close: () => closeSync(file),
  }
}

/** Column by column over all chunks; where only some of them have it, the others are NaN. */
const hashOf = (file: number, footer: Footer): string => {
  const hash = createHash('sha256')
  const buffer = new Float64Array(MOST_ROWS)
  for (const [n, name] of SERIES_COLUMNS.entries()) {
    if (!hasColumn(footer, n)) continue
    hash.update(name)
    for (const chunk of footer.chunks) {
      const column = buffer.subarray(0, chunk.rows)
      if (chunk.crcs[n] === null) hash.update(canonicalBytes(column.fill(Number.NaN)))
      else {
        readAll(file, columnBytes(column), columnOffset(chunk, n))
        hash.update(columnBytes(column))
      }
    }
  }
  return hash.digest('hex')
}

const writeAll = (file: number, bytes: Uint8Array, position: number): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, position + at)
}

const readAll = (file: number, bytes: Uint8Array, position: number): void => {
  for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, position + at)
}
