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
