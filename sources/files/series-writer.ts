/** Writes the candles of one instrument piece by piece in the layout that `readDataFolder` reads: `{INSTRUMENT}_M1.csv.gz`. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createGzip } from 'node:zlib'
import { makeFolder } from '../../lib/make-folder.js'
import { SepError } from '../../model/error-codes.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { CSV_HEADER, csvRows, GZIP_OS_BYTE, GZIP_OS_UNKNOWN } from './write-folder.js'

export interface SeriesWriter {
  /** Appends candles; call it again when it has resolved. */
  write(series: CandleSeries): Promise<void>
  /** Puts the file in place and resolves to its path. */
  finish(): Promise<string>
  /** Removes what was written. */
  discard(): void
}

/** The bytes are those of `writeSeries` for the whole series. A folder that cannot be written is `bad-argument`. */
export const seriesWriter = (folder: string, instrument: string): SeriesWriter => {
  const path = join(folder, `${instrument}_M1.csv.gz`)
  const partial = join(folder, `.${instrument}_M1.${process.pid}.tmp`)
  const fail = (cause: unknown) =>
    new SepError('bad-argument', `cannot write ${path}: ${(cause as Error).message}`, { cause })
  const open = (): number => {
    try {
      makeFolder(folder)
      return openSync(partial, 'w')
    } catch (cause) {
      throw fail(cause)
    }
  }
  const file = open()
  const gzip = createGzip()
  const state: { isFirst: boolean; error: unknown } = { isFirst: true, error: null }
  gzip.on('data', (bytes: Buffer) => {
    // Which system wrote it is nobody's business, and would make the bytes differ.
    if (state.isFirst) bytes[GZIP_OS_BYTE] = GZIP_OS_UNKNOWN
    state.isFirst = false
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    } catch (error) {
      state.error ??= error
    }
  })
  const put = async (bytes: Uint8Array): Promise<void> => {
    await new Promise<void>((resolve) => gzip.write(bytes, () => resolve()))
    if (state.error !== null) throw fail(state.error)
  }
  const discard = (): void => {
    gzip.destroy()
    rmSync(partial, { force: true })
  }
  let started = false
  return {
    write: async (series) => {
      if (!started) await put(Buffer.from(CSV_HEADER))
      started = true
      for (const rows of csvRows(series)) await put(rows)
    },
    finish: async () => {
      const ended = new Promise<void>((resolve) => gzip.once('end', resolve))
      gzip.end()
      await ended
      closeSync(file)
      if (state.error !== null) throw fail(state.error)
      renameSync(partial, path)
      return path
    },
    discard,
  }
}
