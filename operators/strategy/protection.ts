/** Stop and take-profit distances of a position: one rule for the account and its shadow. */
import { z } from 'zod'

const pips = z.number().positive().max(10_000)

/** Configuration leaves of the rule. They belong to section `orders`; the shadow links to them. */
export const protectionLeaves = {
  stopLoss: z
    .boolean()
    .default(true)
    .meta({ env: 'AUTO_SL', description: 'protective stop on every position; off only in a replay' }),
  stopAtrK: z
    .number()
    .positive()
    .max(100)
    .default(1.8)
    .meta({ env: 'AUTO_TP_ATR_K', unit: 'average true ranges', description: 'stop distance, average true ranges' }),
  stopPips: pips
    .default(20)
    .meta({ env: 'AUTO_SL_PIPS', description: 'stop distance while there is no average true range, pips' }),
  stopMinSpreads: z
    .number()
    .min(0)
    .max(100)
    .default(3)
    .meta({ env: 'AUTO_SL_MIN_SPREADS', description: 'minimum stop distance, spreads' }),
  stopMaxPct: z.number().positive().max(50).default(3).meta({
    env: 'STOP_MAX_PCT',
    description: 'maximum stop distance, % of price; no entry where the minimum is above it',
  }),
  stopMaxAtr: z.number().positive().max(1000).default(6).meta({
    env: 'STOP_MAX_ATR',
    unit: 'median true ranges',
    description: 'most of the average true range that counts for a stop, median true ranges of the last 288 buckets',
  }),
  takeProfit: z
    .boolean()
    .default(true)
    .meta({ env: 'AUTO_TP_ON_FILL_ENABLED', description: 'take profit on the first fill' }),
  takeMode: z
    .enum(['atr', 'fixed'])
    .default('atr')
    .meta({ env: 'AUTO_TP_MODE', description: 'take profit: multiple of the stop distance, or fixed pips' }),
  takeRiskReward: z
    .number()
    .positive()
    .max(100)
    .default(1.5)
    .meta({ env: 'AUTO_TP_RR', unit: 'stop distances', description: 'take profit distance, stop distances' }),
  takePips: pips.default(30).meta({ env: 'AUTO_TP_PIPS', description: 'take profit distance in mode fixed, pips' }),
}
const protectionConfig = z.strictObject(protectionLeaves)
export type ProtectionRule = z.output<typeof protectionConfig>

/** What the distances depend on, in price units; NaN where it does not exist yet. */
export interface StopMarket {
  bid: number
  ask: number
  pip: number
  atr: number
  /** Median true range: unlike the ATR, one wild candle does not move it. */
  rangeMedian: number
}

/** The least stop distance at a quote. Where the spread is too wide for an entry it is above the most. */
export const leastStopOf = (
  { stopMinSpreads }: Pick<ProtectionRule, 'stopMinSpreads'>,
  bid: number,
  ask: number,
): number => stopMinSpreads * (ask - bid)

/** The largest stop distance at a quote. */
export const mostStopOf = ({ stopMaxPct }: Pick<ProtectionRule, 'stopMaxPct'>, bid: number, ask: number): number =>
  (stopMaxPct / 100) * ((bid + ask) / 2)

/**
 * Stop distance in price units: a multiple of the ATR, which counts at most some median ranges, or pips while there is none; within
 * its bounds, NaN where these leave none. The take profit is based on it even if no stop is sent.
 */
export const stopDistanceOf = (rule: ProtectionRule, { bid, ask, pip, atr, rangeMedian }: StopMarket): number => {
  const least = leastStopOf(rule, bid, ask)
  const most = mostStopOf(rule, bid, ask)
  if (!(least <= most)) return Number.NaN
  // One wild candle is inside its own ATR. A median of 0 (half of the buckets stood still) knows nothing of how far a price may move.
  const range = rangeMedian > 0 ? Math.min(atr, rule.stopMaxAtr * rangeMedian) : atr
  const wished = Number.isNaN(range) ? rule.stopPips * pip : rule.stopAtrK * range
  return Math.min(Math.max(wished, least), most)
}

/** Take-profit distance in price units for a stop distance, within the stop's bounds times the ratio; a short's price stays above 0. */
export const takeDistanceOf = (rule: ProtectionRule, stopDistance: number, { bid, ask, pip }: StopMarket): number => {
  const least = leastStopOf(rule, bid, ask)
  const most = mostStopOf(rule, bid, ask)
  const ratio = rule.takeRiskReward
  const wished = rule.takeMode === 'fixed' ? rule.takePips * pip : ratio * stopDistance
  return Math.min(Math.max(wished, ratio * least), ratio * most, (bid + ask) / 4)
}
