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

/**
 * Stop distance in price units: an ATR multiple, or pips while there is no ATR (NaN), but at least some spreads. The take profit
 * is based on it even if no stop is sent.
 */
export const stopDistanceOf = (rule: ProtectionRule, atr: number, pip: number, spread: number): number => {
  const wished = Number.isNaN(atr) ? rule.stopPips * pip : rule.stopAtrK * atr
  return Math.max(wished, rule.stopMinSpreads * spread)
}

/** Take-profit distance in price units for a stop distance. */
export const takeDistanceOf = (rule: ProtectionRule, stopDistance: number, pip: number): number =>
  rule.takeMode === 'fixed' ? rule.takePips * pip : rule.takeRiskReward * stopDistance
