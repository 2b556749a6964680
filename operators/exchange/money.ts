/**
 * Account money as OANDA keeps it, with four decimals: a whole number of ten-thousandths (E4) of the home currency.
 * Sums of whole numbers are exact up to 2^53, which is nine hundred thousand million; beyond it the conservation check stops the run.
 */
import type { Exchange } from './types.js'

/** Rounds ten-thousandths to a whole number, halves away from zero. */
export const roundE4 = (valueE4: number): number => (valueE4 < 0 ? -Math.round(-valueE4) : Math.round(valueE4)) + 0

/** From home currency. */
export const toE4 = (value: number): number => roundE4(value * 1e4)

/** `1234.5000`: the form of account money in transactions. */
export const moneyText = (valueE4: number): string => {
  const digits = String(Math.abs(valueE4)).padStart(5, '0')
  return `${valueE4 < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** A price in transactions: with the decimals of its instrument. */
export const priceText = (ex: Exchange, k: number, price: number): string =>
  price.toFixed(ex.instruments[k]?.displayPrecision ?? 5)
