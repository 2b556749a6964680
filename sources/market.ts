/** Loads the market of a replay: candles with both sides, specifications, and the pairs that only convert. */
import { nyHour } from '../operators/calendar/new-york.js'
import { SepError } from '../model/error-codes.js'
import type { CandleSeries } from '../model/candle-series.js'
import { createWorld, type World } from '../model/world.js'
import { type DataFolder, readDataFolder } from './files/folder.js'
import { seriesWarnings } from './files/warnings/series-warnings.js'
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
export interface Market {
  readonly world: World
  /** One per instrument of the world, with both sides. */
  readonly series: readonly CandleSeries[]
  readonly dataHash: string
  /** Bad rows skipped by --lenient. */
  readonly skipped: number
  readonly noVolume: readonly string[]
  readonly bidOnly: readonly string[]
  readonly untraded: readonly string[]
  /** Pairs whose pip, sizes and margin rate are guesses. */
  readonly assumed: readonly string[]
  /** Rows whose bid is above the ask, by instrument that has any. */
  readonly crossed: readonly { readonly instrument: string; readonly crossed: number; readonly rows: number }[]
  /** What is wrong with candles that are each well-formed: `EUR_USD: wrong time zone: ..`. */
  readonly warnings: readonly string[]
}

export const loadMarket = async (inputs: MarketInputs): Promise<Market> => {
  const { lenient = false, trust = false, cache } = inputs
  return marketOf(await readDataFolder(inputs.data, { lenient, trust, ...(cache ? { cache } : {}) }), inputs)
}

/** The market of candles that are in memory. `inputs.data` names where they are from. */
export const marketOf = (loaded: DataFolder, inputs: Omit<MarketInputs, 'lenient' | 'trust' | 'cache'>): Market => {
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
  const series = names.map((name) => loaded.series.find((one) => one.instrument === name) as CandleSeries)
  const model = readSpreadModel(inputs.spreadModelFile, inputs.coreSpreads)
  const instruments = loadInstruments(names, inputs.instrumentsFile)
  const noVolume = series.filter((one) => one.noVolume).map((one) => one.instrument)
  const untraded = names.filter((name) => !traded.includes(name))
  return {
    world: createWorld(instruments, inputs.home, { untraded, noVolume }),
    series: series.map((one, k) =>
      scaledSpreads(
        bidAskOf(one, instruments[k] as (typeof instruments)[number], model, nyHour),
        inputs.spreadFactor ?? 1,
      ),
    ),
    dataHash: loaded.dataHash,
    skipped: loaded.skipped,
    noVolume,
    bidOnly: series.filter((one) => one.basis === 'bid').map((one) => one.instrument),
    untraded,
    assumed: inputs.instrumentsFile ? [] : assumedInstruments(names),
    crossed: series.flatMap(crossedOf),
    warnings: series.flatMap((one) => seriesWarnings(one).map((text) => `${one.instrument}: ${text}`)),
  }
}

const crossedOf = ({ instrument, bc, ac }: CandleSeries): Market['crossed'] => {
  const crossed = bc.reduce((count, bid, i) => count + (bid > ac[i]! ? 1 : 0), 0)
  return crossed === 0 ? [] : [{ instrument, crossed, rows: bc.length }]
}
