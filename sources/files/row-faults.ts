/** Whether a row is a candle, and if not, why. */
import { MINUTE_MS } from '../../lib/time-units.js'
import { SERIES_COLUMNS } from '../../model/candle-series.js'

/** Positions in a row; four prices begin at each of O, BID and ASK. */
const [T, O, V, BID, ASK] = [0, 1, 5, 6, 10] as const
/** 2100-01-01: a later label is a wrong unit or garbage. */
const TIME_END_MS = 4_102_444_800_000

/** True where the row is a candle. One pass over numbers; `rowFault` finds the words. */
export const isGoodRow = (row: Float64Array, lastMs: number, leastMs: number): boolean => {
  const t = row[T]!
  return (
    t > lastMs &&
    t % MINUTE_MS === 0 &&
    t >= leastMs &&
    t < TIME_END_MS &&
    row[V]! >= 0 &&
    row[V]! < Number.POSITIVE_INFINITY &&
    isBar(row, O) &&
    (isUnknown(row, BID) || isBar(row, BID)) &&
    (isUnknown(row, ASK) || isBar(row, ASK))
  )
}
const isBar = (row: Float64Array, at: number): boolean => {
  const o = row[at]!
  const h = row[at + 1]!
  const l = row[at + 2]!
  const c = row[at + 3]!
  return h >= o && h >= c && l <= o && l <= c && l > 0 && h < Number.POSITIVE_INFINITY
}
const isUnknown = (row: Float64Array, at: number): boolean =>
  row[at]! !== row[at]! &&
  row[at + 1]! !== row[at + 1]! &&
  row[at + 2]! !== row[at + 2]! &&
  row[at + 3]! !== row[at + 3]!

/** Why `isGoodRow` is false. */
export const rowFault = (row: Float64Array, lastMs: number, leastMs: number): string => {
  const t = row[T]!
  if (!Number.isFinite(t)) return `t is ${missing(t)}`
  if (t < 0 || t >= TIME_END_MS) return `t ${t} is not between 1970 and 2100: it must be in milliseconds`
  if (t < leastMs) return `t ${t} is before 1971: it must be in milliseconds, not in seconds`
  if (t % MINUTE_MS !== 0) return `t ${t} is not a whole minute (a multiple of 60000)`
  const v = row[V]!
  if (!Number.isFinite(v)) return `v is ${missing(v)}`
  if (v < 0) return `v ${v} is negative`
  for (const at of [O, BID, ASK]) {
    if (at !== O && isUnknown(row, at)) continue
    const fault = barFault(row, at)
    if (fault) return fault
  }
  return orderFault(t, lastMs)
}
/** Why a label after `lastMs` is refused; it can be later only if most rows continue before it. */
export const orderFault = (t: number, lastMs: number): string => {
  if (t > lastMs) return `t ${t} is out of order: the rows after it are earlier`
  return t === lastMs ? `t ${t} appears twice` : `t ${t} is not later than the row before, ${lastMs}`
}
const barFault = (row: Float64Array, at: number): string | null => {
  const names = SERIES_COLUMNS.slice(at, at + 4)
  const prices = [row[at]!, row[at + 1]!, row[at + 2]!, row[at + 3]!] as const
  for (const [n, price] of prices.entries()) {
    if (!Number.isFinite(price)) return `${names[n]} is ${missing(price)}`
    if (price <= 0) return `${names[n]} ${price} is not above 0`
  }
  const [o, h, l, c] = prices
  const high = o > c ? [names[0], o] : [names[3], c]
  const low = o < c ? [names[0], o] : [names[3], c]
  if (h < Math.max(o, c)) return `${names[1]} ${h} is below ${high[0]} ${high[1]}`
  if (l > Math.min(o, c)) return `${names[2]} ${l} is above ${low[0]} ${low[1]}`
  return null
}
const missing = (value: number): string => (value === value ? 'infinite' : 'missing')
