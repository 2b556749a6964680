/** Number formats of the report. */

/** Cents; what rounds to nothing has no sign. */
export const formatMoney = (value: number): string => value.toFixed(2).replace(/^-(0\.00)$/, '$1')
export const formatWhole = (value: number): string => value.toFixed(0)
/** Whole numbers and money with commas between thousands. */
export const formatCount = (value: number): string => withCommas(value.toFixed(0))
export const formatAmount = (value: number): string => withCommas(formatMoney(value))
const withCommas = (digits: string): string => digits.replaceAll(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')
/** Two decimals; empty if unknown. */
export const formatKnown = (value: number | null): string =>
  value === null || Number.isNaN(value) ? '' : value.toFixed(2)
