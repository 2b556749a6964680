/** One trade from its first unit to its last: earnings, costs, and the excursions of the market. */

/** Money in home currency, costs positive; prices in quote currency. */
export interface RoundTrip {
  readonly id: number
  readonly k: number
  /** Signed units at the entry. */
  readonly units: number
  readonly entryTsMs: number
  readonly entryPrice: number
  /** Home currency, at the mid rate of the slice that saw the entry. */
  readonly entryNotional: number
  readonly entryReason: number
  readonly filledPlace: number
  unitsLeft: number
  /** Average price of the closed units; NaN before the first close. */
  exitPrice: number
  /** Time and reason of the last close; NaN and 0 before it. */
  exitTsMs: number
  exitReason: number
  gross: number
  spreadCost: number
  slippageCost: number
  conversionCost: number
  depthCost: number
  commission: number
  /** The part of the commission that only the plan's minimum adds. */
  minimumCost: number
  financing: number
  /** Worst and best price at the closing side while open; NaN if unknown. */
  worstPrice: number
  bestPrice: number
}

/** Facts known when a trade opens. */
export type Entry = Pick<
  RoundTrip,
  'id' | 'k' | 'units' | 'entryTsMs' | 'entryPrice' | 'entryNotional' | 'entryReason' | 'filledPlace'
>

/**
 * A trade that has just opened. `seenPrice` starts its excursions; NaN if its past is unknown.
 * Field by field: an object that is spread and then grows becomes a hash table, and this one is read in every slice.
 */
export const openRoundTrip = (entry: Entry, seenPrice: number): RoundTrip => ({
  id: entry.id,
  k: entry.k,
  units: entry.units,
  entryTsMs: entry.entryTsMs,
  entryPrice: entry.entryPrice,
  entryNotional: entry.entryNotional,
  entryReason: entry.entryReason,
  filledPlace: entry.filledPlace,
  unitsLeft: entry.units,
  exitPrice: Number.NaN,
  exitTsMs: Number.NaN,
  exitReason: 0,
  gross: 0,
  spreadCost: 0,
  slippageCost: 0,
  conversionCost: 0,
  depthCost: 0,
  commission: 0,
  minimumCost: 0,
  financing: 0,
  worstPrice: seenPrice,
  bestPrice: seenPrice,
})

/** Net result of the closed units after costs, home currency. Depth and commission of the entry count from the entry on. */
export const netOf = (trip: RoundTrip): number =>
  trip.gross -
  trip.spreadCost -
  trip.slippageCost -
  trip.conversionCost +
  trip.financing -
  trip.depthCost -
  trip.commission
