/** Refuses an increase whose stop or take profit cannot be meant. It changes neither: a bad distance is a fault to be seen. */
import { RISK_BIT } from '../../model/codes.js'
import { leastStopOf, mostStopOf } from '../strategy/protection.js'
import type { RiskLimits } from './limits.js'
import type { RiskInput } from './ports.js'

/** What the last bits of a product may differ by. */
const EXACT = 1e-9

/**
 * The distance of a first fill lies within the rule's bounds. A stop carried by an add lies on the losing side of the price, at most
 * the ceiling away: it may be near, because the price came to it.
 */
export const stopRefusal = ({ intent, quote }: RiskInput, i: number, limits: RiskLimits): number => {
  const [bid, ask] = [quote.bid[i]!, quote.ask[i]!]
  const least = leastStopOf(limits.protection, bid, ask)
  const most = mostStopOf(limits.protection, bid, ask)
  const mid = (bid + ask) / 2
  const side = intent.increaseUnits[i]! > 0 ? 1 : -1
  const [distance, price] = [intent.stopDistance[i]!, intent.stopPrice[i]!]
  const carried = Number.isNaN(price) ? Number.NaN : side * (mid - price)
  const stopIsSound =
    Number.isNaN(distance) && Number.isNaN(price)
      ? !limits.protection.stopLoss
      : Number.isNaN(price)
        ? distance > 0 && distance >= least * (1 - EXACT) && distance <= most * (1 + EXACT)
        : price > 0 && carried > 0 && carried <= most * (1 + EXACT)
  const [take, takePrice] = [intent.takeDistance[i]!, intent.takePrice[i]!]
  const takeIsSound = (Number.isNaN(take) || (take > 0 && take < mid)) && (Number.isNaN(takePrice) || takePrice > 0)
  return stopIsSound && takeIsSound ? 0 : RISK_BIT.stop
}
