/** A run or a sweep as a comparison sees it. */

import type { DailyReturns } from '../../studies/report/sharpe-comparison.js'

/** JSON. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

export interface Compared {
  readonly folder: string
  readonly kind: 'run' | 'sweep'
  /** By path. */
  readonly config: ReadonlyMap<string, Plain>
  /** What figures must share to be subtracted: data, window, cost model, money. The name is the reason that is given. */
  readonly basis: ReadonlyMap<string, Plain>
  /** In the order in which they are shown; null where undefined. */
  readonly figures: ReadonlyMap<string, number | null>
  /** Net of costs; null where the folder does not have them. */
  readonly daily: DailyReturns | null
  /** Hash of what came out: equal hashes are equal results, byte for byte. */
  readonly outputHash: string
}

/** Values by path; arrays and empty objects are values. */
export const flatten = (value: unknown, prefix = ''): ReadonlyMap<string, Plain> => {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isRecord || Object.keys(value).length === 0) return new Map(prefix === '' ? [] : [[prefix, value as Plain]])
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...flatten(inner, prefix === '' ? key : `${prefix}.${key}`)]),
  )
}
