/** Caches the columns of files by content: a second load reads them without parsing. */
import { randomUUID } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../lib/make-folder.js'
import { SERIES_COLUMNS } from '../../model/candle-series.js'
import { type ReadSeries, seriesOf } from './candle-rows.js'
import { FIRST_SIDE, hasColumn, VERSION } from './column-file/layout.js'
import { openColumnFile, type OpenColumnFile } from './column-file/open-column-file.js'
import { type ColumnFileWriter, writeColumnFile } from './column-file/write-column-file.js'

export interface ColumnCache {
  /** What is stored under the key; without `sides` bid and ask are NaN. Null where nothing, or nothing whole, is stored. */
  load(key: string, sides?: boolean): ReadSeries | null
  /** Stores it. A folder that cannot be written is no error: then there is no cache. */
  keep(key: string, read: ReadSeries): void
  /** The file itself, to be read a week at a time and then closed; null as with `load`. */
  open(key: string): OpenColumnFile | null
  /** Whether a file is stored whose every column is as it was written. */
  isWhole(key: string): boolean
  /** Stores what `fill` writes, unless it throws or resolves to false. False where nothing was stored. */
  write(key: string, instrument: string, fill: (writer: ColumnFileWriter) => Promise<boolean>): Promise<boolean>
}

/** A cache in a folder, created when first needed. */
export const columnCache = (folder: string): ColumnCache => {
  const pathOf = (key: string) => join(folder, `${key}.v${VERSION}.columns`)
  const partialOf = (key: string) => `${pathOf(key)}.${randomUUID()}.tmp`
  return {
    load: (key, sides = true) => {
      const file = openColumnFile(pathOf(key), key)
      if (file === null) return null
      try {
        return loaded(file, sides)
      } finally {
        file.close()
      }
    },
    keep: (key, read) => {
      const partial = partialOf(key)
      try {
        makeFolder(folder)
        const writer = writeColumnFile(partial, key, read.series.instrument)
        try {
          pushAll(writer, read)
          writer.finish(read)
        } finally {
          writer.close()
        }
        renameSync(partial, pathOf(key))
      } catch {
        discard(partial)
      }
    },
    open: (key) => openColumnFile(pathOf(key), key),
    isWhole: (key) => {
      const file = openColumnFile(pathOf(key), key)
      if (file === null) return false
      try {
        return isUndamaged(file)
      } finally {
        file.close()
      }
    },
    write: async (key, instrument, fill) => {
      const partial = partialOf(key)
      try {
        makeFolder(folder)
        const writer = writeColumnFile(partial, key, instrument)
        try {
          if (!(await fill(writer))) return false
        } finally {
          writer.close()
        }
        renameSync(partial, pathOf(key))
        return true
      } catch {
        return false
      } finally {
        discard(partial)
      }
    },
  }
}

const pushAll = (writer: ColumnFileWriter, { series }: ReadSeries): void => {
  const row = new Float64Array(SERIES_COLUMNS.length)
  for (let i = 0; i < series.tMs.length; i++) {
    for (const [n, name] of SERIES_COLUMNS.entries()) row[n] = series[name][i]!
    writer.push(row)
  }
}

/** All rows in fresh memory; columns that are not wanted are not read. */
const loaded = ({ footer, basis, read }: OpenColumnFile, sides: boolean): ReadSeries | null => {
  const { instrument, rows, chunks, contentHash, skipped, reasons } = footer
  const wanted = SERIES_COLUMNS.map((_, n) => hasColumn(footer, n) && (sides || n < FIRST_SIDE))
  const block = new ArrayBuffer(wanted.filter(Boolean).length * rows * 8)
  let unknown: Float64Array | null = null
  let offset = 0
  const columns: Float64Array[] = []
  for (const [n, isWanted] of wanted.entries()) {
    if (!isWanted) {
      columns.push((unknown ??= new Float64Array(rows).fill(Number.NaN)))
      continue
    }
    const column = new Float64Array(block, offset, rows)
    columns.push(column)
    offset += rows * 8
    let at = 0
    for (const chunk of chunks) {
      if (!read(chunk, n, column.subarray(at, at + chunk.rows))) return null
      at += chunk.rows
    }
  }
  return { series: Object.freeze({ ...seriesOf(instrument, columns), basis }), contentHash, skipped, reasons }
}

const isUndamaged = ({ footer, read }: OpenColumnFile): boolean => {
  const most = Math.max(...footer.chunks.map(({ rows }) => rows))
  const column = new Float64Array(most)
  return footer.chunks.every((chunk) =>
    chunk.crcs.every((crc, n) => crc === null || read(chunk, n, column.subarray(0, chunk.rows))),
  )
}

/** Best effort: a file that could not be written may not be removable either. */
const discard = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {}
}
