/** Number formats of the report. */

export const formatMoney = (value: number): string => value.toFixed(2)
export const formatWhole = (value: number): string => value.toFixed(0)
/** Two decimals; empty if unknown. */
export const formatKnown = (value: number | null): string =>
  value === null || Number.isNaN(value) ? '' : value.toFixed(2)
