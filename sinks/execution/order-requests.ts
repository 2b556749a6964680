/** A decision as a request to the broker: decimal strings on the instrument's grid. */
import type { CloseRequest, EntryRequest } from '../../model/broker-client.js'
import { roundAgainst } from '../../operators/grid.js'
import type { OrderRow, ProtocolInstrument } from './protocol-types.js'

/** Null where the row is no order: its units round to none, or it has no bound. The stop is the graph's, which may be without. */
export const entryRequest = (
  row: OrderRow,
  instrument: ProtocolInstrument,
  decisionId: string,
  openOnly: boolean,
): EntryRequest | null => {
  const units = unitsText(row.approvedUnits, instrument)
  const stopLoss = protection(row.stopPrice, row.stopDistance, instrument)
  const takeProfit = protection(row.takePrice, row.takeDistance, instrument)
  if (Number(units) === 0 || !(row.priceBound > 0) || !Number.isFinite(Number(units))) return null
  const scale = Number(`1e${instrument.displayPrecision}`)
  return {
    leg: 'entry',
    decisionId,
    instrument: instrument.name,
    units,
    // Outward: a bound that is on the grid but for the last bit of a float is not refused.
    priceBound: priceText(roundAgainst(row.priceBound, scale, row.approvedUnits > 0), instrument),
    openOnly,
    ...(stopLoss ? { stopLoss } : {}),
    ...(takeProfit ? { takeProfit } : {}),
  }
}

/** What lies between the bound and the price that the distances were measured from. */
const BOUND_SLACK = 1.1

/**
 * Whether the brackets of an increase can be meant, seen from its bound: a stop that is given lies on the losing side, not farther away
 * than `stopMaxPct` of the price, and no price is below zero. Nothing is changed: an order that fails is not sent.
 */
export const hasSoundBrackets = (row: OrderRow, stopMaxPct: number): boolean => {
  const { priceBound: bound, stopPrice, stopDistance, takePrice, takeDistance } = row
  const side = Math.sign(row.approvedUnits)
  const away = Number.isNaN(stopPrice) ? stopDistance : stopPrice > 0 ? side * (bound - stopPrice) : 0
  const most = (stopMaxPct / 100) * bound * BOUND_SLACK
  const takes = Number.isNaN(takePrice) ? takeDistance : takePrice
  const isBelowZero = side < 0 && Number.isNaN(takePrice) && takeDistance >= bound
  return (Number.isNaN(away) || (away > 0 && away <= most)) && (Number.isNaN(takes) || takes > 0) && !isBelowZero
}

/** `units` positive, or `ALL`. */
export const closeRequest = (
  tradeId: number,
  units: number | 'ALL',
  instrument: ProtocolInstrument,
  decisionId: string,
): CloseRequest => ({
  leg: 'close',
  decisionId,
  instrument: instrument.name,
  tradeId: String(tradeId),
  units: units === 'ALL' ? 'ALL' : unitsText(units, instrument),
})

const protection = (
  price: number,
  distance: number,
  instrument: ProtocolInstrument,
): { readonly price: string } | { readonly distance: string } | undefined => {
  if (price > 0) return { price: priceText(price, instrument) }
  return distance > 0 ? { distance: priceText(distance, instrument) } : undefined
}

/** Toward zero. */
const unitsText = (units: number, { tradeUnitsPrecision }: ProtocolInstrument): string => {
  const scale = Number(`1e${tradeUnitsPrecision}`)
  return (Math.trunc(Math.round(units * scale * 1e3) / 1e3) / scale).toFixed(tradeUnitsPrecision)
}

const priceText = (price: number, { displayPrecision }: ProtocolInstrument): string => price.toFixed(displayPrecision)
