/** Reads data folders: `{INSTRUMENT}_M1.csv`, `.csv.gz`, `.ndjson`, `.ndjson.gz`, one file per instrument and folder. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SepError } from '../../model/error-codes.js'
import { sha256 } from '../../graph/engine/hash/hash.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { badData } from './bad-data.js'
import { columnCache } from './cache.js'
import type { ReadSeries } from './candle-rows.js'
import { readCsv } from './csv.js'
import { joinSeries, type Part } from './join-series.js'
import { readNdjson } from './ndjson.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { readChunks } from './read-chunks.js'
import { unreadable } from '../unreadable.js'

const MINUTE_FILE = /^([^.].*)_M1\.(csv|ndjson)(\.gz)?$/
const NDJSON = /\.ndjson(\.gz)?$/
const INSTRUMENT = /^[A-Z]{3}_[A-Z]{3}$/
const HASH_CHUNK_BYTES = 1 << 17

export interface FolderOptions {
  /** Bad rows are skipped and counted instead of being an error. */
  readonly lenient: boolean
  /** Prices that cannot be meant are taken. */
  readonly trust?: boolean
  /** Folder of the columnar cache; without it every load parses. */
  readonly cache?: string
  /** False: bid and ask are not needed. From the cache they are then NaN and take no memory; a parsed file has them. */
  readonly sides?: boolean
}
export interface DataFolder {
  /** Sorted by instrument. */
  readonly series: readonly CandleSeries[]
  /** Hash of the candles: independent of path, compression and cache. */
  readonly dataHash: string
  /** Bad rows that were skipped. */
  readonly skipped: number
  /** The first few of them per file, `file:line: reason`. */
  readonly reasons: readonly string[]
}

/** Reads all one-minute files of the folders (or single files). Parts of an instrument are joined if each ends before the next begins. */
export const readDataFolder = async (folders: readonly string[], options: FolderOptions): Promise<DataFolder> => {
  const parts = new Map<string, Part[]>()
  for (const { instrument, path } of folders.flatMap(minuteFiles)) {
    const part = { path, ...(await readFile(instrument, path, options)) }
    parts.set(instrument, [...(parts.get(instrument) ?? []), part])
  }
  const joined = [...parts.keys()].sort().map((name) => joinSeries(parts.get(name) as Part[]))
  const content = joined.flatMap(({ series, contentHashes }) =>
    contentHashes.map((hash) => [series.instrument, hash] as const),
  )
  return {
    series: joined.map((one) => one.series),
    dataHash: dataHashOf(content),
    skipped: joined.reduce((sum, one) => sum + one.skipped, 0),
    reasons: joined.flatMap((one) => one.reasons),
  }
}

/** Of the content hashes of all parts, sorted by instrument. */
export const dataHashOf = (parts: readonly (readonly [instrument: string, contentHash: string])[]): string =>
  sha256(parts.map(([instrument, hash]) => `${instrument} ${hash}\n`).join(''))

export interface MinuteFile {
  readonly instrument: string
  readonly path: string
}

/** The files of a folder, or the file itself, by name; none, a wrong name and a twin are errors. */
export const minuteFiles = (folder: string): MinuteFile[] => {
  const paths = pathsIn(folder)
  const files = paths.flatMap((path) => {
    const instrument = MINUTE_FILE.exec(basename(path))?.[1]
    if (instrument === undefined) return []
    if (!INSTRUMENT.test(instrument))
      throw badData(`${path}: "${instrument}" is not an instrument; file names look like EUR_USD_M1.csv.gz`)
    return [{ instrument, path }]
  })
  if (files.length === 0) {
    const there = paths.map((path) => printableLine(basename(path))).slice(0, 8)
    throw new SepError(
      'missing-data',
      `${folder}: no {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]; it has ${there.join(', ') || 'no files'}`,
    )
  }
  for (const [n, file] of files.entries()) {
    const twin = files[n - 1]
    if (twin?.instrument === file.instrument)
      throw badData(`${file.instrument} appears twice: ${twin.path} and ${file.path}`)
  }
  return files
}

const pathsIn = (folder: string): string[] => {
  try {
    if (statSync(folder).isFile()) return [folder]
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name))
  } catch (error) {
    throw unreadable(folder, error)
  }
}

export const readFile = async (instrument: string, path: string, options: FolderOptions): Promise<ReadSeries> => {
  const { lenient, trust = false, cache, sides } = options
  const parse = isNdjson(path) ? readNdjson : readCsv
  const read = () => parse(readChunks(path), { instrument, file: path, lenient, trust })
  if (cache === undefined) return read()
  const kept = columnCache(cache)
  const hash = fileHash(path)
  const key = cacheKey(instrument, path, options, hash)
  const found = kept.load(key, sides)
  if (found) return found
  const fresh = await read()
  // A file that changed while it was read must not be cached under the hash of its old content.
  if (fileHash(path) === hash) kept.keep(key, fresh)
  return fresh
}

export const isNdjson = (path: string): boolean => NDJSON.test(path)

/** The name of a file's columns in the cache: they depend on its content and on how it is read. */
export const cacheKey = (instrument: string, path: string, { lenient, trust }: FolderOptions, hash: string): string =>
  sha256(
    `${instrument} ${isNdjson(path) ? 'ndjson' : 'csv'} ${lenient ? 'lenient' : 'strict'}${trust ? ' trust' : ''} ${hash}`,
  ).slice(0, 40)

/** SHA-256 of a file, through one small buffer. A file that cannot be read is `missing-data`. */
export const fileHash = (path: string): string => {
  try {
    return hashOf(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

const hashOf = (path: string): string => {
  const hash = createHash('sha256')
  const buffer = new Uint8Array(HASH_CHUNK_BYTES)
  const file = openSync(path, 'r')
  try {
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer))
      hash.update(buffer.subarray(0, count))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}
