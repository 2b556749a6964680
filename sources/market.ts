/** Loads the market of a replay: candles with both sides, specifications, and the pairs that only convert. */
import { nyHour } from '../operators/calendar/new-york.js'
import { SepError } from '../model/error-codes.js'
import type { CandleSeries } from '../model/candle-series.js'
import { createWorld, type Instrument, type World } from '../model/world.js'
import { type DataFolder, readDataFolder } from './files/folder.js'
import { seriesFacts, type SeriesFacts } from './series-facts.js'
import { assumedInstruments, conversionPairs, loadInstruments } from './instruments.js'
import { scaledSpreads } from './scaled-spreads.js'
import { bidAskOf, readSpreadModel } from './spread-model.js'

export interface MarketInputs {
  readonly data: readonly string[]
  readonly pairs?: readonly string[]
  readonly home: string
  readonly lenient?: boolean
  /** Prices that cannot be meant are taken. */
  readonly trust?: boolean
  /** Folder of the columnar cache; null = none. */
  readonly cache: string | null
  readonly instrumentsFile?: string
  readonly spreadModelFile?: string
  /** Spreads of an account that pays a commission, where the data has none. */
  readonly coreSpreads?: boolean
  /** Spreads that many times as wide, after the model; default 1. */
  readonly spreadFactor?: number
}
/** Candles of all instruments in a stretch of time. */
export interface CandleBatch {
  /** At most one per instrument of the world, with both sides; valid until the next batch is asked for. */
  readonly series: readonly CandleSeries[]
  /** No candle of a later batch is labelled before it; Infinity: there is none. */
  readonly nextMs: number
}
/** A market whose candles are read batch by batch. */
export interface ReplayMarket extends SeriesFacts {
  readonly world: World
  /** Open labels of the first and the last candle. */
  readonly firstMs: number
  readonly lastMs: number
  /** All candles, from the beginning. */
  batches(): Iterable<CandleBatch>
  readonly dataHash: string
  /** Bad rows skipped by --lenient. */
  readonly skipped: number
  readonly noVolume: readonly string[]
  readonly bidOnly: readonly string[]
  readonly untraded: readonly string[]
  /** Pairs whose pip, sizes and margin rate are guesses. */
  readonly assumed: readonly string[]
}
/** A market whose candles are all in memory. */
export interface Market extends ReplayMarket {
  /** One per instrument of the world, with both sides. */
  readonly series: readonly CandleSeries[]
}

type LoadedInputs = Omit<MarketInputs, 'lenient' | 'trust' | 'cache'>

export const loadMarket = async (inputs: MarketInputs): Promise<Market> => {
  const { lenient = false, trust = false, cache } = inputs
  return marketOf(await readDataFolder(inputs.data, { lenient, trust, ...(cache ? { cache } : {}) }), inputs)
}

/** The market of candles that are in memory. `inputs.data` names where they are from. */
export const marketOf = (loaded: DataFolder, inputs: LoadedInputs): Market => {
  const { sides, ...frame } = marketFrame(loaded, inputs)
  const all = frame.world.instruments.map(({ name }) => loaded.series.find((one) => one.instrument === name)!)
  const series = all.map((one, k) => sides(one, k))
  const facts = once(() => seriesFacts(all.map((one) => ({ instrument: one.instrument, windows: () => [one] }))))
  return {
    ...frame,
    // Found when they are read: a worker of a sweep reads neither.
    get crossed() {
      return facts().crossed
    },
    get warnings() {
      return facts().warnings
    },
    series,
    firstMs: Math.min(...series.map(({ tMs }) => tMs[0] ?? Number.POSITIVE_INFINITY)),
    lastMs: Math.max(...series.map(({ tMs }) => tMs.at(-1) ?? Number.NEGATIVE_INFINITY)),
    batches: () => [{ series, nextMs: Number.POSITIVE_INFINITY }],
  }
}

const once = <T>(find: () => T): (() => T) => {
  let found: { readonly value: T } | null = null
  return () => {
    found ??= { value: find() }
    return found.value
  }
}

/** Without a spread fills are at mids, and the mid of two prices has one decimal more than they. */
const atMids = (instruments: readonly Instrument[]): readonly Instrument[] =>
  instruments.map((one) => ({ ...one, displayPrecision: one.displayPrecision + 1 }))

/** What a market is apart from its candles, and the sides of any of them; `k` is the place of the instrument in the world. */
export const marketFrame = (
  loaded: Pick<DataFolder, 'dataHash' | 'skipped'> & {
    readonly series: readonly Pick<CandleSeries, 'instrument' | 'noVolume' | 'basis'>[]
  },
  inputs: LoadedInputs,
) => {
  const held = loaded.series.map((series) => series.instrument)
  const traded = inputs.pairs ?? held
  const missing = traded.filter((name) => !held.includes(name))
  if (missing.length > 0) {
    throw new SepError(
      'missing-data',
      `${inputs.data.join(', ')}: no candles of ${missing.join(', ')}; they have ${held.join(', ')}`,
    )
  }
  const converting = conversionPairs(traded, held, inputs.home)
  const names = [...new Set([...traded, ...converting])].sort()
  const series = loaded.series.filter(({ instrument }) => names.includes(instrument))
  const model = readSpreadModel(inputs.spreadModelFile, inputs.coreSpreads)
  const instruments = loadInstruments(names, inputs.instrumentsFile)
  const noVolume = series.filter((one) => one.noVolume).map((one) => one.instrument)
  const untraded = names.filter((name) => !traded.includes(name))
  return {
    world: createWorld(inputs.spreadFactor === 0 ? atMids(instruments) : instruments, inputs.home, {
      untraded,
      noVolume,
    }),
    sides: (one: CandleSeries, k: number): CandleSeries =>
      scaledSpreads(bidAskOf(one, instruments[k]!, model, nyHour), inputs.spreadFactor ?? 1),
    dataHash: loaded.dataHash,
    skipped: loaded.skipped,
    noVolume,
    bidOnly: series.filter((one) => one.basis === 'bid').map((one) => one.instrument),
    untraded,
    assumed: inputs.instrumentsFile ? [] : assumedInstruments(names),
  }
}
