/** Loads the candles of a sweep as its plan names them. */
import { z } from 'zod'
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import { parseIsoTime } from '../../lib/iso-time.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'
import { SepError } from '../../model/error-codes.js'
import { SERIES_COLUMNS } from '../../model/candle-series.js'
import { contentHash } from '../../sources/files/candle-rows.js'
import { type DataFolder, dataHashOf } from '../../sources/files/folder.js'
import { syntheticMarket } from '../../sources/synthetic/market.js'
import { loadRunMarket } from '../backtest/load-run-market.js'
import type { RunSettings } from '../config/graph-program.js'
import { type SweepMarket, sweepMarket } from './sweep-market.js'
import type { SweepPlan } from './sweep-plan.js'

const SYNTHETIC = 'synth:'
const STORED = 'valkey:'

const synthetic = z.strictObject({ seed: z.int(), days: z.int(), from: z.string() })

export type MarketPlan = Pick<SweepPlan, 'data' | 'home' | 'lenient' | 'trust'>

export interface MarketAccess {
  /** Folder of the columnar cache; null = none. */
  readonly cache: string | null
  /** Candles of the store, for data that begins with `valkey:`. */
  readonly stored?: ((text: string) => Promise<DataFolder>) | undefined
}

/** `settings`: those that all trials share. */
export const loadSweepMarket = async (
  { data, home, lenient, trust }: MarketPlan,
  settings: RunSettings,
  { cache, stored }: MarketAccess,
): Promise<SweepMarket> => {
  const market = await loadRunMarket(settings, {
    data,
    stored: await inMemory(data, stored),
    home,
    lenient,
    trust,
    cache,
  })
  return sweepMarket(market)
}

const inMemory = async (
  [text = '', ...others]: readonly string[],
  stored: MarketAccess['stored'],
): Promise<DataFolder | undefined> => {
  if (text.startsWith(SYNTHETIC)) return madeMarket(text.slice(SYNTHETIC.length))
  if (![text, ...others].some((one) => one.startsWith(STORED))) return undefined
  if (others.length > 0) throw new SepError('bad-config', `data ${text}: cannot be combined with other data`)
  if (!stored) throw new SepError('bad-config', `data ${text}: there is no store; name one with --store`)
  return stored(text)
}

/** Every pair: some only convert to the home currency. */
const madeMarket = (text: string): DataFolder => {
  const { seed, days, from } = synthetic.parse(JSON.parse(text))
  const startMs = parseIsoTime(from)
  const series = syntheticMarket({ seed, startMs }).next((days * DAY_MS) / MINUTE_MS)
  const hashes = series.map((one) => [one.instrument, contentHash(SERIES_COLUMNS.map((name) => one[name]))] as const)
  return { series, dataHash: dataHashOf(hashes), skipped: 0, reasons: [] }
}

/** The data of a made market, as a plan names it. */
export const syntheticData = (made: z.output<typeof synthetic>): string => `${SYNTHETIC}${canonicalJson(made)}`
