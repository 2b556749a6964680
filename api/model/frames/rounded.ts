/** Figures as a person reads them: money with four decimals, prices with one more than the broker's, bps with four. */
import { roundTo } from '../../../lib/round.js'
import { orNull } from './slice-look.js'

const rounded = (value: number, places: number): number | null =>
  orNull(Number.isFinite(value) ? roundTo(value, places) : value)
export const money = (value: number): number | null => rounded(value, 4)
export const inBps = (value: number): number | null => rounded(value, 4)
export const ratio = (value: number): number | null => rounded(value, 6)
export const priceOf =
  (displayPrecision: number) =>
  (value: number): number | null =>
    rounded(value, displayPrecision + 1)
