/** Open trades, kept from the account's fills; each becomes a round trip when its last unit is closed. */
import { REASON } from '../../model/codes.js'
import { f64, type PortColumns, u8, i32 } from '../../graph/engine/define/schema.js'
import { trackCandle, trackExit } from './excursion.js'
import { openRoundTrip, type RoundTrip } from './round-trip.js'

/** Inputs of a trip book. */
export const tripPorts = {
  account: {
    fillInstrument: i32.event,
    fillTradeId: f64.event,
    fillOpens: u8.event,
    fillReason: u8.event,
    fillUnits: f64.event,
    fillPrice: f64.event,
    fillTsMs: f64.event,
    fillDecisionTsMs: f64.event,
    fillGross: f64.event,
    fillSpreadCost: f64.event,
    fillSlippageCost: f64.event,
    fillConversionCost: f64.event,
    fillDepthCost: f64.event,
    fillCommission: f64.event,
    fillMinimumCost: f64.event,
    fillFinancing: f64.event,
    fillEntryPrice: f64.event,
    fillEntryTsMs: f64.event,
  },
  order: { approvedUnits: f64.row, filledPlace: u8.row },
  candle: { present: u8.row, bh: f64.row, bl: f64.row, ah: f64.row, al: f64.row },
  quote: { homeRate: f64.row },
} as const
export type TripInput = PortColumns<typeof tripPorts>

export interface TripBook {
  /** Open trades by instrument, oldest first. */
  readonly trips: RoundTrip[][]
  /** By instrument, the last increase ordered: its decision time, and whether it took a filled place. */
  readonly orderedTsMs: Float64Array
  readonly orderedFilled: Uint8Array
}
export const createTripBook = (count: number): TripBook => ({
  trips: Array.from({ length: count }, () => []),
  orderedTsMs: new Float64Array(count).fill(Number.NaN),
  orderedFilled: new Uint8Array(count),
})

/** Applies fill `e` of row `i` (slice and instrument of the fill) and returns the trade it finished, else null. */
export const applyFill = (
  book: TripBook,
  unitScale: number,
  input: TripInput,
  i: number,
  e: number,
): RoundTrip | null => {
  const { account, candle } = input
  const trips = book.trips[account.fillInstrument[e]!]!
  const opens = account.fillOpens[e] === 1
  const homeRate = input.quote.homeRate[i]!
  const trip = opens ? opened(book, account, e, homeRate) : closing(trips, account, e, homeRate)
  addMoney(trip, account, e)
  if (opens) {
    trips.push(trip)
    return null
  }
  const price = account.fillPrice[e]!
  closeUnits(trip, account, e)
  if (Math.abs(trip.unitsLeft) * unitScale >= 0.5) return null
  trackExit(trip, candle, i, price, trip.exitReason)
  const at = trips.indexOf(trip)
  if (at >= 0) trips.splice(at, 1)
  return trip
}

/** Ends row i (instrument k) of a slice after its fills: open trades held through the candle, and the order is remembered. */
export const endRow = (book: TripBook, { candle, order }: TripInput, i: number, k: number, tsMs: number): void => {
  const trips = book.trips[k]!
  if (trips.length > 0 && candle.present[i] === 1)
    for (let n = 0; n < trips.length; n++) trackCandle(trips[n]!, candle, i)
  if (order.approvedUnits[i] === 0) return
  book.orderedTsMs[k] = tsMs
  book.orderedFilled[k] = order.filledPlace[i]!
}

/** An entry whose decision was not seen counts as made in a filled place, so that it gets no credit. */
const opened = (book: TripBook, account: TripInput['account'], e: number, homeRate: number): RoundTrip => {
  const k = account.fillInstrument[e]!
  const units = account.fillUnits[e]!
  const entryPrice = account.fillPrice[e]!
  const entry = {
    id: account.fillTradeId[e]!,
    k,
    units,
    entryTsMs: account.fillTsMs[e]!,
    entryPrice,
    entryNotional: Math.abs(units) * entryPrice * homeRate,
    entryReason: account.fillReason[e]!,
    filledPlace: book.orderedTsMs[k] === account.fillDecisionTsMs[e] ? book.orderedFilled[k]! : 1,
  }
  return openRoundTrip(entry, entryPrice)
}

/** The trade that a fill closes. If its opening was not seen, this fill is all that is known of it. */
const closing = (
  trips: readonly RoundTrip[],
  account: TripInput['account'],
  e: number,
  homeRate: number,
): RoundTrip => {
  const id = account.fillTradeId[e]!
  for (const trip of trips) if (trip.id === id) return trip
  const units = -account.fillUnits[e]!
  const entryPrice = account.fillEntryPrice[e]!
  const entry = {
    id,
    k: account.fillInstrument[e]!,
    units,
    entryTsMs: account.fillEntryTsMs[e]!,
    entryPrice,
    entryNotional: Math.abs(units) * entryPrice * homeRate,
    entryReason: REASON.none,
    filledPlace: 1,
  }
  return openRoundTrip(entry, Number.NaN)
}

const closeUnits = (trip: RoundTrip, account: TripInput['account'], e: number): void => {
  const units = account.fillUnits[e]!
  const price = account.fillPrice[e]!
  trip.unitsLeft += units
  trip.exitTsMs = account.fillTsMs[e]!
  trip.exitReason = account.fillReason[e]!
  const closed = Math.abs(trip.units) - Math.abs(trip.unitsLeft)
  // Updating the average by difference leaves equal prices exactly unchanged.
  if (trip.exitPrice !== trip.exitPrice) trip.exitPrice = price
  else trip.exitPrice += (price - trip.exitPrice) * (Math.abs(units) / closed)
}

const addMoney = (trip: RoundTrip, account: TripInput['account'], e: number): void => {
  trip.gross += account.fillGross[e]!
  trip.spreadCost += account.fillSpreadCost[e]!
  trip.slippageCost += account.fillSlippageCost[e]!
  trip.conversionCost += account.fillConversionCost[e]!
  trip.depthCost += account.fillDepthCost[e]!
  trip.commission += account.fillCommission[e]!
  trip.minimumCost += account.fillMinimumCost[e]!
  trip.financing += account.fillFinancing[e]!
}
