/** Candles of the store in place of a data folder. */
import { SepError } from '../../model/error-codes.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import type { Store } from '../../store/store.js'
import { contentHash } from '../../sources/files/candle-rows.js'
import { type DataFolder, dataHashOf } from '../../sources/files/folder.js'
import { storedCandles } from '../../sources/valkey-candles.js'
import { heldNames } from './stored-market.js'

/** Which candles: null = all instruments; labels in [fromMs, toMs). */
export interface StoredChoice {
  readonly instruments: readonly string[] | null
  readonly fromMs: number
  readonly toMs: number
}

/** The same candles have the same hash as in a file. Candles that are marked as refused are left out. */
export const storedData = async (store: Store, { instruments, fromMs, toMs }: StoredChoice): Promise<DataFolder> => {
  const held = await heldNames(store)
  const missing = instruments?.filter((name) => !held.includes(name)) ?? []
  const series: CandleSeries[] = []
  let skipped = 0
  for (const name of missing.length > 0 ? [] : (instruments ?? held).toSorted()) {
    const read = await storedCandles(store, name, fromMs, toMs)
    skipped += read.skipped
    if (read.series.tMs.length > 0) series.push(read.series)
  }
  if (series.length === 0) {
    const what = missing.length > 0 ? ` of ${missing.join(', ')}` : held.length > 0 ? ' in that time' : ''
    throw new SepError('missing-data', `the store has no candles${what}; sep fetch downloads them`)
  }
  const hashes = series.map((one) => [one.instrument, contentHash(SERIES_COLUMNS.map((name) => one[name]))] as const)
  return { series, dataHash: dataHashOf(hashes), skipped, reasons: [] }
}
