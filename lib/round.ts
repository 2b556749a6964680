/** Numbers as a file, a command or a page shows them: the noise of floating point after the last meaningful decimal is dropped. */

/**
 * Rounds to the nearest with so many decimals; NaN, infinities and integers stay, -0 becomes 0. For output only: nothing is computed from
 * it.
 */
export const roundTo = (value: number, decimals: number): number => Number(value.toFixed(decimals)) + 0

/** Decimals by field; other fields are left alone. */
export type Decimals<T> = { readonly [K in keyof T]?: number }

/** The same record with the named numbers rounded. The order of the fields and values that are not numbers (null, text) stay. */
export const roundFields = <T extends object>(record: T, decimals: Decimals<T>): T => {
  const copy = { ...record }
  for (const [name, places] of Object.entries(decimals) as [keyof T, number][]) {
    const value: unknown = record[name]
    if (typeof value === 'number') copy[name] = roundTo(value, places) as T[keyof T]
  }
  return copy
}

/** With commas between thousands, as the web interface shows it. */
export const grouped = (value: number): string =>
  Number.isNaN(value) ? 'unknown' : value.toLocaleString('en', { maximumFractionDigits: 6 })
