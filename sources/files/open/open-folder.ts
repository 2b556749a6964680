/** Opens data folders to read their candles a week at a time: nothing that grows with the length of the data is held. */
import { columnCache, type ColumnCache } from '../cache.js'
import { cleanRows } from './clean-rows.js'
import { takeCsv } from '../csv.js'
import {
  cacheKey,
  type DataFolder,
  dataHashOf,
  fileHash,
  type FolderOptions,
  isNdjson,
  type MinuteFile,
  minuteFiles,
  readFile,
} from '../folder.js'
import { takeNdjson } from '../ndjson.js'
import { cachedPart, type OpenPart, partInMemory } from './open-part.js'
import { openSeries, type OpenSeries } from './open-series.js'
import { readChunks } from '../read-chunks.js'

export interface OpenFolder extends Pick<DataFolder, 'dataHash' | 'skipped' | 'reasons'> {
  /** Sorted by instrument. */
  readonly series: readonly OpenSeries[]
}

/**
 * The same candles, hash and errors as `readDataFolder`. A file that is not in the cache yet is parsed into it row by row; one that has
 * bad rows, or that the cache cannot take, is held in memory.
 */
export const openDataFolder = async (
  folders: readonly string[],
  options: Omit<FolderOptions, 'sides'>,
): Promise<OpenFolder> => {
  const parts = new Map<string, OpenPart[]>()
  for (const file of folders.flatMap(minuteFiles)) {
    const part = await openFile(file, options)
    parts.set(file.instrument, [...(parts.get(file.instrument) ?? []), part])
  }
  const series = [...parts.keys()].sort().map((name) => openSeries(parts.get(name) as OpenPart[]))
  const all = series.flatMap((one) => one.parts)
  return {
    series,
    dataHash: dataHashOf(all.map(({ instrument, contentHash }) => [instrument, contentHash])),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
    reasons: all.flatMap(({ path, reasons }) => reasons.map((reason) => `${path}:${reason}`)),
  }
}

/** Candles that are in memory, as an open folder. */
export const openedFolder = ({ series, dataHash, skipped, reasons }: DataFolder): OpenFolder => ({
  series: series.map((one) =>
    openSeries([partInMemory(one.instrument, { series: one, contentHash: '', skipped: 0, reasons: [] })]),
  ),
  dataHash,
  skipped,
  reasons,
})

const openFile = async (file: MinuteFile, options: FolderOptions): Promise<OpenPart> => {
  const { instrument, path } = file
  if (options.cache === undefined) return partInMemory(path, await readFile(instrument, path, options))
  const cache = columnCache(options.cache)
  const hash = fileHash(path)
  const key = cacheKey(instrument, path, options, hash)
  const open = (): OpenPart | null => {
    const found = cache.open(key)
    return found && cachedPart(path, found, () => cache.open(key))
  }
  if (cache.isWhole(key)) return open()!
  const isWritten = await parseInto(cache, key, file, options, hash)
  return (isWritten ? open() : null) ?? partInMemory(path, await readFile(instrument, path, options))
}

const parseInto = (
  cache: ColumnCache,
  key: string,
  { instrument, path }: MinuteFile,
  { trust = false }: FolderOptions,
  hash: string,
): Promise<boolean> =>
  cache.write(key, instrument, async (writer) => {
    const rows = cleanRows(instrument, trust, writer)
    await (isNdjson(path) ? takeNdjson : takeCsv)(readChunks(path), rows, path)
    // A file that changed while it was read must not be cached under the hash of its old content.
    if (!rows.isClean() || fileHash(path) !== hash) return false
    writer.finish({ contentHash: null, skipped: 0, reasons: [] })
    return true
  })
