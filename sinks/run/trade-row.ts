/** One line of trades.csv. */
import { REASONS } from '../../model/codes.js'
import { adverseBps, favourableBps } from '../../operators/performance/excursion.js'
import { netOf, type RoundTrip } from '../../operators/performance/round-trip.js'

/**
 * Money in home currency; costs positive; net = gross - costs + financing, gross at the mid of the fills.
 * units and notional are those at entry; netBps is relative to that notional.
 * Exit price, time and reason come from the closes so far and, for an open trade, from the mark.
 */
export interface TradeRow {
  readonly tradeId: number
  readonly instrument: string
  readonly units: number
  readonly entryTsMs: number
  readonly exitTsMs: number
  readonly entryPrice: number
  readonly exitPrice: number
  readonly notional: number
  readonly gross: number
  readonly spreadCost: number
  readonly slippageCost: number
  readonly conversionCost: number
  readonly depthCost: number
  readonly commission: number
  readonly financing: number
  readonly net: number
  readonly netBps: number
  readonly maeBps: number
  readonly mfeBps: number
  readonly entryReason: string
  /** `open` if the trade is not fully closed. */
  readonly exitReason: string
  readonly place: 'gated' | 'filled'
}

/** The row of a trade from its round trip. */
export const tradeRow = (trip: RoundTrip, instrument: string): TradeRow => {
  const net = netOf(trip)
  return {
    tradeId: trip.id,
    instrument,
    units: trip.units,
    entryTsMs: trip.entryTsMs,
    exitTsMs: trip.exitTsMs,
    entryPrice: trip.entryPrice,
    exitPrice: trip.exitPrice,
    notional: trip.entryNotional,
    gross: trip.gross,
    spreadCost: trip.spreadCost,
    slippageCost: trip.slippageCost,
    conversionCost: trip.conversionCost,
    depthCost: trip.depthCost,
    commission: trip.commission,
    financing: trip.financing,
    net,
    netBps: (net / trip.entryNotional) * 1e4,
    maeBps: adverseBps(trip),
    mfeBps: favourableBps(trip),
    entryReason: REASONS[trip.entryReason] ?? 'none',
    exitReason: REASONS[trip.exitReason] ?? 'none',
    place: trip.filledPlace ? 'filled' : 'gated',
  }
}
