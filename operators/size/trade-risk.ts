/** Bounds a position by what it loses at its stop. */
import { z } from 'zod'
import { pipSize, type World } from '../../model/world.js'
import { linkedSettings } from '../strategy/linked-settings.js'
import { protectionLeaves, type ProtectionRule, stopDistanceOf } from '../strategy/protection.js'

/** Leaves of section `size`; the stop's are those of `orders`. */
export const tradeRiskLeaves = {
  riskPerTradePct: z.number().positive().max(100).nullable().default(null).meta({
    env: 'RISK_PER_TRADE_PCT',
    description: 'maximum loss of a position at its stop, % of NAV; unset: no limit',
  }),
  ...linkedSettings(protectionLeaves, 'orders'),
}

interface TradeRiskInput {
  readonly quote: { readonly bid: Float64Array; readonly ask: Float64Array }
  readonly dir: { readonly atr: Float64Array; readonly rangeMedian: Float64Array }
}
/** The largest margin of instrument k in row i, home currency; `navMargin`: the margin of a notional of one NAV. */
type MostMargin = (input: TradeRiskInput, k: number, i: number, navMargin: number) => number

/** Infinity without a limit, NaN where no stop is possible. */
export const tradeRisk = (
  { riskPerTradePct, ...rule }: ProtectionRule & { readonly riskPerTradePct: number | null },
  world: World,
): MostMargin => {
  if (riskPerTradePct === null) return () => Number.POSITIVE_INFINITY
  const pip = Float64Array.from(world.instruments, pipSize)
  return ({ quote, dir }, k, i, navMargin) => {
    const [bid, ask] = [quote.bid[i]!, quote.ask[i]!]
    const stop = stopDistanceOf(rule, { bid, ask, pip: pip[k]!, atr: dir.atr[i]!, rangeMedian: dir.rangeMedian[i]! })
    // Loss and margin of a unit are in the same currency: its rate to home cancels out.
    return ((riskPerTradePct / 100) * navMargin * ((bid + ask) / 2)) / stop
  }
}
