/** A record as a file, a command or a page shows it. */
import { rounded } from './rounded.js'

/** Decimals by field; fields without are not touched. */
export type Decimals<T> = { readonly [K in keyof T]?: number }

/** The same record, its fields in the same order, with the named numbers rounded; what is no number (null, a text) stays. */
export const roundFields = <T extends object>(record: T, decimals: Decimals<T>): T => {
  const copy = { ...record }
  for (const [name, places] of Object.entries(decimals) as [keyof T, number][]) {
    const value: unknown = record[name]
    if (typeof value === 'number') copy[name] = rounded(value, places) as T[keyof T]
  }
  return copy
}
