/** Trades still open at the end of a run, closed at the last quote: with these rows trades.csv adds up to the NAV. */
import type { RoundTrip } from '../../operators/performance/round-trip.js'
import type { EntryCost } from './cost-ledger.js'
import { type TradeRow, tradeRow } from './trade-row.js'

/** The account at the last slice; prices and rates are the last known of each instrument. */
export interface LastMark {
  tsMs: number
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly homeRate: Float64Array
  /** The account's unrealised profit of the instrument: at the closing side, net of the conversion fee. */
  readonly unrealized: Float64Array
  /** Financing booked on trades that are still open. */
  financing: number
}

/** Rows of the open trades, by instrument, oldest first. */
export const openRows = (
  names: readonly string[],
  trips: readonly (readonly RoundTrip[])[],
  entryCosts: ReadonlyMap<number, EntryCost>,
  last: LastMark,
): TradeRow[] => {
  const held = (trip: RoundTrip) => Math.abs(trip.unitsLeft) * trip.entryPrice * (last.homeRate[trip.k] as number)
  const notional = trips.flat().reduce((sum, trip) => sum + held(trip), 0)
  return trips.flatMap((own, k) => {
    const fee = conversionFee(own, last, k)
    return own.map((trip) => {
      // Only the total financing of all open trades is known: it is split by notional.
      const financing = notional > 0 ? last.financing * (held(trip) / notional) : 0
      const marked = markTrip(trip, entryCosts.get(trip.id), last, fee, financing)
      return { ...tradeRow(marked, names[k] as string), exitReason: 'open' }
    })
  })
}

const priceOf = (trip: RoundTrip, last: LastMark): number =>
  (trip.unitsLeft > 0 ? last.bid[trip.k] : last.ask[trip.k]) as number

/** Profit of the remaining units, home currency at the mid rate. */
const profitOf = (trip: RoundTrip, last: LastMark): number =>
  trip.unitsLeft * (priceOf(trip, last) - trip.entryPrice) * (last.homeRate[trip.k] as number)

/** Fraction of each profit or loss that the account charges for conversion: the gap between its mark and the mark at the mid rate. */
const conversionFee = (trips: readonly RoundTrip[], last: LastMark, k: number): number => {
  const profits = trips.map((trip) => profitOf(trip, last))
  const size = profits.reduce((sum, profit) => sum + Math.abs(profit), 0)
  const fee = (profits.reduce((sum, profit) => sum + profit, 0) - (last.unrealized[k] as number)) / size
  // Without a conversion only float rounding remains.
  return Number.isFinite(fee) && Math.abs(fee) > 1e-9 ? fee : 0
}

/** The trade with its remaining units closed at the mark. A mark has no slippage. */
const markTrip = (
  trip: RoundTrip,
  entry: EntryCost | undefined,
  last: LastMark,
  fee: number,
  financing: number,
): RoundTrip => {
  const { k } = trip
  const size = Math.abs(trip.unitsLeft)
  const price = priceOf(trip, last)
  const profit = profitOf(trip, last)
  const halfSpread = (((last.ask[k] as number) - (last.bid[k] as number)) / 2) * (last.homeRate[k] as number)
  const spread = size * ((entry?.spread ?? 0) + halfSpread)
  const slippage = size * (entry?.slippage ?? 0)
  const conversion = Math.abs(profit) * fee
  return {
    ...trip,
    unitsLeft: 0,
    exitTsMs: last.tsMs,
    exitPrice: Number.isNaN(trip.exitPrice)
      ? price
      : trip.exitPrice + (price - trip.exitPrice) * (size / Math.abs(trip.units)),
    gross: trip.gross + profit + spread + slippage,
    spreadCost: trip.spreadCost + spread,
    slippageCost: trip.slippageCost + slippage,
    conversionCost: trip.conversionCost + conversion,
    financing: trip.financing + financing,
  }
}
