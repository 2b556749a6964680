/** The market of the store: all candles of the instruments, with both sides. */
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { createWorld, type World } from '../../model/world.js'
import { nyHour } from '../../operators/calendar/new-york.js'
import { loadInstruments } from '../../sources/instruments.js'
import { hasCoreSpreads } from '../../operators/exchange/terms/commission.js'
import { bidAskOf, readSpreadModel } from '../../sources/spread-model.js'
import { storedCandles } from '../../sources/valkey-candles.js'
import type { Settings } from '../config/settings.js'

const PREFIX = 'md:candles:'
const SUFFIX = ':M1'
/** Year 2100. */
const LAST_MS = 4_102_444_800_000

export interface StoredMarket {
  readonly world: World
  readonly series: readonly CandleSeries[]
  /** Entries that are not candles. */
  readonly skipped: number
}

/** Instruments with candles in the store. */
export const heldNames = async (store: Store): Promise<readonly string[]> =>
  (await store.keys(`${PREFIX}*${SUFFIX}`)).map((key) => key.slice(PREFIX.length, -SUFFIX.length))

/** The pairs of the settings, or all with candles in the store. Missing candles are an error that names the remedy. */
export const storedNames = async (store: Store, settings: Settings): Promise<readonly string[]> => {
  const held = await heldNames(store)
  const names = settings.run.pairs ?? held
  const missing = names.filter((name) => !held.includes(name))
  if (names.length === 0) throw new SepError('missing-data', 'the store has no candles; sep fetch downloads them')
  if (missing.length > 0)
    throw new SepError('missing-data', `the store has no candles of ${missing.join(', ')}; sep fetch downloads them`)
  return names.toSorted()
}

export const storedMarket = async (store: Store, settings: Settings): Promise<StoredMarket> => {
  const names = await storedNames(store, settings)
  const instruments = loadInstruments(names, settings.run.instruments ?? undefined)
  const model = readSpreadModel(settings.run.spreadModel ?? undefined, hasCoreSpreads(settings.broker.commission))
  const series: CandleSeries[] = []
  let skipped = 0
  for (const [k, name] of names.entries()) {
    const read = await storedCandles(store, name, 0, LAST_MS)
    skipped += read.skipped
    series.push(bidAskOf(read.series, instruments[k]!, model, nyHour))
  }
  const noVolume = series.filter((one) => one.noVolume).map(({ instrument }) => instrument)
  // Nothing upstream of the account needs conversion rates, so no pair is loaded for them.
  return { world: createWorld(instruments, 'USD', { noVolume }), series, skipped }
}
