/** The account if everything filled: positions, pending increases, and those accepted in this slice. */
import type { World } from '../../model/world.js'
import type { RiskLimits } from './limits.js'
import type { RiskInput } from './ports.js'

/**
 * One-sided 99 % quantile of the normal distribution times the square root of a day's minutes: turns minute sigma into one-day
 * value at risk.
 */
export const VAR_FACTOR = 2.326 * Math.sqrt(1440)

/** Money in home currency at mid. Rebuilt in every slice with an increase; a NaN refuses every increase it affects. */
export interface Book {
  /** Index into `exposure` of the base and quote currency of instrument k; -1 = home, which carries no currency risk. */
  readonly base: Int32Array
  readonly quote: Int32Array
  /** Net, signed. */
  readonly exposure: Float64Array
  nav: number
  /** Margin used plus available: a trade moves margin from one to the other. */
  marginTotal: number
  margin: number
  /** Sum of the positions' value at risk, as if all moved against us together. */
  valueAtRisk: number
  positions: number
}

export const createBook = ({ instruments, home }: World): Book => {
  const currencies = [...new Set(instruments.flatMap(({ base, quote }) => [base, quote]))].filter((c) => c !== home)
  return {
    base: Int32Array.from(instruments, ({ base }) => currencies.indexOf(base)),
    quote: Int32Array.from(instruments, ({ quote }) => currencies.indexOf(quote)),
    exposure: new Float64Array(currencies.length),
    nav: Number.NaN,
    marginTotal: Number.NaN,
    margin: Number.NaN,
    valueAtRisk: Number.NaN,
    positions: 0,
  }
}

/** Home value of one unit at mid; NaN if a price or the rate is missing or not positive. */
export const homePerUnit = (quote: RiskInput['quote'], i: number): number => {
  const value = ((quote.bid[i]! + quote.ask[i]!) / 2) * quote.homeRate[i]!
  return value > 0 && value < Number.POSITIVE_INFINITY ? value : Number.NaN
}

/**
 * Starts the book of slice s. Foreign trades count in exposure and value at risk; their margin is part of the account's. `sigma`
 * is the last known of each instrument.
 */
export const openBook = (
  book: Book,
  { account, quote }: RiskInput,
  s: number,
  sigma: Float64Array,
  limits: RiskLimits,
): void => {
  const count = sigma.length
  book.nav = account.nav[s]!
  book.margin = account.marginUsedTotal[s]!
  book.marginTotal = account.marginUsedTotal[s]! + account.marginAvailable[s]!
  book.valueAtRisk = 0
  book.positions = 0
  book.exposure.fill(0)
  for (let k = 0, i = s * count; k < count; k++, i++) {
    const units = account.units[i]!
    const pending = account.pendingUnits[i]!
    const foreign = account.foreignUnits[i]!
    if (units === 0 && pending === 0 && foreign === 0) continue
    const home = homePerUnit(quote, i)
    if (units !== 0 || pending !== 0) book.positions++
    // Opposite signs do not net: a pending order may never fill.
    book.valueAtRisk += VAR_FACTOR * (Math.abs(units) + Math.abs(pending) + Math.abs(foreign)) * home * sigma[k]!
    if (pending !== 0) book.margin += Math.abs(pending) * home * limits.marginRate[k]!
    addExposure(book, k, (units + pending + foreign) * home)
  }
}

/** Adds an accepted increase before the next one is judged. */
export const joinBook = (
  book: Book,
  k: number,
  units: number,
  home: number,
  sigma: number,
  marginRate: number,
  opensPosition: boolean,
): void => {
  const notional = Math.abs(units) * home
  book.margin += notional * marginRate
  book.valueAtRisk += VAR_FACTOR * notional * sigma
  if (opensPosition) book.positions++
  addExposure(book, k, units * home)
}

const addExposure = (book: Book, k: number, notional: number): void => {
  const base = book.base[k]!
  const quote = book.quote[k]!
  if (base >= 0) book.exposure[base] = book.exposure[base]! + notional
  if (quote >= 0) book.exposure[quote] = book.exposure[quote]! - notional
}
