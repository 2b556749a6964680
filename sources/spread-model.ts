/** Bid and ask where the data lacks them: a table of spreads by pair and New York hour. */
import { z } from 'zod'
import type { CandleSeries } from '../model/candle-series.js'
import { type Instrument, pipSize } from '../model/world.js'
import { packagedJson } from './packaged-json.js'
import { HOUR_MS } from '../lib/time-units.js'

const pips = z.number().min(0.1).max(1000)
const spreadModel = z.strictObject({
  /** Where the figures come from. */
  source: z.string(),
  /** Median spread of the measured profile; an hourly mean divided by it is the factor of that hour. */
  profileMedianPips: pips,
  /** Mean spread by New York hour of the candle's open. */
  profileMeanPips: z.array(pips).length(24),
  pairs: z.record(z.string().regex(/^[A-Z]{3}_[A-Z]{3}$/), z.strictObject({ medianPips: pips, measured: z.boolean() })),
  /** Assumed for pairs that are not in the table. */
  otherMedianPips: pips,
  /** Medians of accounts that pay a commission. */
  core: z.strictObject({ source: z.string(), pairs: z.record(z.string(), pips), otherMedianPips: pips }).optional(),
})
export type SpreadModel = z.output<typeof spreadModel>

/** The packaged model, or the user's. `core`: with the medians of accounts that pay a commission, if it has them. */
export const readSpreadModel = (file?: string, core = false): SpreadModel => {
  const model = packagedJson('spread-model.json', spreadModel, file)
  if (!core || !model.core) return model
  const { pairs, otherMedianPips } = model.core
  const medians = Object.entries(pairs).map(([name, medianPips]) => [name, { medianPips, measured: false }])
  return { ...model, pairs: Object.fromEntries(medians), otherMedianPips }
}

/** Spread in pips of a pair by New York hour. */
export const hourlySpreadPips = (model: SpreadModel, pair: string): Float64Array => {
  const medianPips = model.pairs[pair]?.medianPips ?? model.otherMedianPips
  return Float64Array.from(model.profileMeanPips, (mean) => (mean * medianPips) / model.profileMedianPips)
}

const FLOOR_PIPS = 0.1
/** Prices are sums of decimals: rounding noise must not widen a spread of exactly the floor. */
const NOISE = 1e-6
const FIELDS = [
  ['o', 'bo', 'ao'],
  ['h', 'bh', 'ah'],
  ['l', 'bl', 'al'],
  ['c', 'bc', 'ac'],
] as const

/**
 * The series with bid and ask in every row. Unknown sides: mid -+ half of the model's spread; of one known side the
 * other lies a spread away; a bid-only source keeps its o..c, which are the bid. Recorded sides closer than 0.1 pip, or
 * crossed, are widened around their middle, field by field. Columns that need no change are the very same arrays.
 */
export const bidAskOf = (
  series: CandleSeries,
  instrument: Instrument,
  model: SpreadModel,
  nyHour: (tsMs: number) => number,
): CandleSeries => {
  const floor = FLOOR_PIPS * pipSize(instrument)
  const spreads = hourlySpreadPips(model, instrument.name).map((spreadPips) => spreadPips * pipSize(instrument))
  const changed: { [name: string]: Float64Array } = {}
  let spread: Float64Array | null = null
  for (const [price, bid, ask] of FIELDS) {
    const from = firstUnfit(series[bid], series[ask], floor * (1 - NOISE))
    if (from < 0) continue
    spread ??= spreadOf(series.tMs, spreads, nyHour)
    const sides = [series[bid].slice(), series[ask].slice()] as const
    fill(series[price], sides[0], sides[1], spread, floor, series.basis === 'bid', from)
    changed[bid] = sides[0]
    changed[ask] = sides[1]
  }
  return spread ? Object.freeze({ ...series, ...changed }) : series
}

/** The first row whose sides are not a floor apart; -1 = none. */
const firstUnfit = (bid: Float64Array, ask: Float64Array, floor: number): number => {
  for (let i = 0; i < bid.length; i++) if (!(ask[i]! - bid[i]! >= floor)) return i
  return -1
}

/** The model's spread of each row, in price units. */
const spreadOf = (tMs: Float64Array, spreads: Float64Array, nyHour: (tsMs: number) => number): Float64Array => {
  const column = new Float64Array(tMs.length)
  let hour = Number.NaN
  let spread = 0
  for (let i = 0; i < tMs.length; i++) {
    // New York's offset from UTC is in whole hours: its hour changes exactly when that of UTC does.
    const utcHour = Math.floor(tMs[i]! / HOUR_MS)
    if (utcHour !== hour) {
      hour = utcHour
      spread = spreads[nyHour(tMs[i]!)]!
    }
    column[i] = spread
  }
  return column
}

const fill = (
  price: Float64Array,
  bid: Float64Array,
  ask: Float64Array,
  spread: Float64Array,
  floor: number,
  bidOnly: boolean,
  from: number,
): void => {
  const least = floor * (1 - NOISE)
  for (let i = from; i < price.length; i++) {
    let b = bid[i]!
    let a = ask[i]!
    if (a - b >= least) continue
    const width = spread[i]! > floor ? spread[i]! : floor
    if (b === b && a === a) {
      const middle = (b + a) / 2
      b = middle - floor / 2
      a = middle + floor / 2
    } else if (b === b) a = b + width
    else if (a === a) b = a - width
    else if (bidOnly) {
      b = price[i]!
      a = b + width
    } else {
      b = price[i]! - width / 2
      a = price[i]! + width / 2
    }
    bid[i] = b
    ask[i] = a
  }
}
