/** Writes candles in the layout that `readDataFolder` reads: `{INSTRUMENT}_M1.csv.gz`. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import { makeFolder } from '../../lib/make-folder.js'

export const CSV_HEADER = 't,o,h,l,c,v,bo,bh,bl,bc,ao,ah,al,ac\n'
/** Position of the byte in a gzip header that names the operating system. */
export const GZIP_OS_BYTE = 9
export const GZIP_OS_UNKNOWN = 255

/**
 * Writes one series and returns the path. The same series gives the same bytes; a reader sees the old file or the new one, never half of
 * it. A folder that cannot be written is `bad-argument`.
 */
export const writeSeries = (folder: string, series: CandleSeries): string => {
  const path = join(folder, `${series.instrument}_M1.csv.gz`)
  const partial = join(folder, `.${series.instrument}_M1.${process.pid}.tmp`)
  const bytes = gzipSync(Buffer.concat([Buffer.from(CSV_HEADER), ...csvRows(series)]))
  bytes[GZIP_OS_BYTE] = GZIP_OS_UNKNOWN
  try {
    makeFolder(folder)
    writeFileSync(partial, bytes)
    renameSync(partial, path)
  } catch (cause) {
    discard(partial)
    throw new SepError('bad-argument', `cannot write ${path}: ${(cause as Error).message}`, { cause })
  }
  return path
}

const discard = (partial: string): void => {
  try {
    rmSync(partial, { force: true })
  } catch {
    // Where nothing could be written there is nothing to remove.
  }
}

/** The rows as text, in pieces of about a megabyte. */
export const csvRows = function* (series: CandleSeries): Generator<Uint8Array> {
  const rows = series.tMs.length
  const columns = SERIES_COLUMNS.map((name) => series[name])
  for (const column of columns) assert(column.length === rows, `${series.instrument}: columns differ in length`)
  let text = ''
  for (let i = 0; i < rows; i++) {
    text += columns[0]![i]!
    for (let n = 1; n < columns.length; n++) {
      const value = columns[n]![i]!
      text += value === value ? `,${value}` : ','
    }
    text += '\n'
    if (text.length > 1 << 20) {
      yield Buffer.from(text, 'latin1')
      text = ''
    }
  }
  yield Buffer.from(text, 'latin1')
}
