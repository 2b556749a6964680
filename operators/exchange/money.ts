/**
 * Account money with OANDA's four decimals: a whole number of ten-thousandths (E4) of the home currency. Sums are exact up to
 * 2^53, about 900 billion; beyond that the conservation check stops the run.
 */
import type { Exchange } from './types.js'

/** Rounds ten-thousandths to a whole number, halves away from zero. */
export const roundE4 = (valueE4: number): number => (valueE4 < 0 ? -Math.round(-valueE4) : Math.round(valueE4)) + 0

/** From home currency. */
export const toE4 = (value: number): number => roundE4(value * 1e4)

/** `1234.5000`, as transactions show account money. */
export const moneyText = (valueE4: number): string => {
  const digits = String(Math.abs(valueE4)).padStart(5, '0')
  return `${valueE4 < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** A price as transactions show it, with the decimals of its instrument. */
export const priceText = (ex: Exchange, k: number, price: number): string =>
  price.toFixed(ex.instruments[k]?.displayPrecision ?? 5)
