/** Slices of an account for the tests of performance. */
import { REASON } from '../../../model/codes.js'

/** A fill as the account reports it; times in minutes. */
export interface Fill {
  readonly k: number
  readonly id: number
  readonly opens: boolean
  readonly reason: number
  readonly units: number
  readonly price: number
  readonly atMinute: number
  readonly decidedMinute: number
  readonly gross: number
  readonly spread: number
  readonly slippage: number
  readonly conversion: number
  readonly depth: number
  readonly commission: number
  readonly minimum: number
  readonly financing: number
}
export const quiet = {
  present: 1,
  bl: Number.NaN,
  bh: Number.NaN,
  al: Number.NaN,
  ah: Number.NaN,
  units: 0,
  ordered: 0,
  filledPlace: 0,
  shadowClosed: 0,
  shadowBps: Number.NaN,
}
export type Row = typeof quiet
/** One slice: NAV, fills, and by instrument the candle and the approved order. */
export interface Slice {
  readonly nav?: number
  readonly fills?: readonly Partial<Fill>[]
  readonly rows?: readonly (Partial<Row> | undefined)[]
}
export const plain: Fill = {
  k: 0,
  id: 1,
  opens: true,
  reason: REASON.entry,
  units: 0,
  price: 1.1,
  atMinute: Number.NaN,
  decidedMinute: Number.NaN,
  gross: 0,
  spread: 0,
  slippage: 0,
  conversion: 0,
  depth: 0,
  commission: 0,
  minimum: 0,
  financing: 0,
}
