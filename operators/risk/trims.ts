/** Limits that shrink an increase: each leaves room for some units, and the smallest applies. */
import { RISK_BIT } from '../../model/codes.js'
import { type Book, VAR_FACTOR } from './book.js'
import type { RiskLimits } from './limits.js'

/** An order being trimmed: the requested units, what is left of them, and the limits with less room. Sizes are positive. */
export interface Trim {
  wished: number
  size: number
  mask: number
}
export const createTrim = (): Trim => ({ wished: 0, size: 0, mask: 0 })

/**
 * Trims `units` (signed) to value at risk, margin, position size, net units and currency exposure; the rest is rounded toward
 * zero to tradeable units.
 * `held`: |units + pending| before; `home`: home value of one unit; `sigma`: of one minute.
 */
export const trimToLimits = (
  trim: Trim,
  book: Book,
  limits: RiskLimits,
  k: number,
  units: number,
  held: number,
  home: number,
  sigma: number,
): void => {
  trim.wished = Math.abs(units)
  trim.size = trim.wished
  trim.mask = 0
  const { nav } = book
  const scale = limits.unitScale[k]!
  limitTo(trim, (limits.maxVar * nav - book.valueAtRisk) / (VAR_FACTOR * home * sigma), RISK_BIT.var)
  const marginRoom = limits.marginHigh * book.marginTotal - book.margin
  limitTo(trim, marginRoom / (home * limits.marginRate[k]!), RISK_BIT.margin)
  limitTo(trim, (limits.maxPositionNav * nav) / home - held, RISK_BIT.position_size)
  limitTo(trim, limits.maxNetUnits - held, RISK_BIT.net_units)
  const exposureMax = limits.maxExposureNav * nav
  const side = units > 0 ? 1 : -1
  limitToExposure(trim, book, book.base[k]!, side, exposureMax, home)
  limitToExposure(trim, book, book.quote[k]!, -side, exposureMax, home)
  if (trim.mask !== 0) trim.size = Math.floor(trim.size * scale) / scale
}

/** `room` in units; none, or NaN, leaves nothing. */
const limitTo = (trim: Trim, room: number, bit: number): void => {
  if (room >= trim.wished) return
  trim.mask |= bit
  if (!(room >= trim.size)) trim.size = room > 0 ? room : 0
}

/** Room on the side to which the trade moves the currency: a trade that lowers the net exposure has more than the whole limit. */
const limitToExposure = (trim: Trim, book: Book, currency: number, side: number, max: number, home: number): void => {
  if (currency >= 0) limitTo(trim, (max - side * book.exposure[currency]!) / home, RISK_BIT.currency_exposure)
}
