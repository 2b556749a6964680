/**
 * The risk guards by the letter of their rules: every slice looks at all of history again, and a trim is the largest whole size that
 * breaks no limit.
 */
import type { z } from 'zod'
import { REASON, RISK_BIT } from '../../model/codes.js'
import type { World } from '../../model/world.js'
import type { riskGuards } from '../../operators/risk-guards.js'
import { riskCase, type RiskCase, type RiskPorts } from './risk-case.js'
import { createKiller, isFull, isLosing, openSizes } from './risk-history.js'
import { accountRefusals, brokenLimits, hasEarned, type Holding, holdingsOf, marketRefusals } from './risk-limits.js'

export interface SlowOrder {
  readonly units: number
  readonly refused: number
  readonly trimmed: number
}

/** Returns `orders[s][k]`, and for each slice whether it is killed. */
export const slowRisk = (
  ports: RiskPorts,
  tsMs: readonly number[],
  asOfMs: readonly number[],
  config: z.output<typeof riskGuards.config>,
  world: World,
) => {
  const r = riskCase({ ports, tsMs, asOfMs, config, world })
  const { every, get } = r
  const kills = createKiller(r)
  const accepted: number[] = []
  const killed: boolean[] = []
  const orders = tsMs.map((_, s) => {
    const dead = kills(s)
    killed.push(dead || get('control.killSwitch', s) !== 0)
    const closed =
      (dead ? RISK_BIT.drawdown : 0) | (isLosing(r, s) ? RISK_BIT.daily_loss : 0) | (isFull(r, s) ? RISK_BIT.margin : 0)
    const all = holdingsOf(r, s)
    const rank = (k: number) => get('weight.rank', s, k) || 1e9
    const unearned = (k: number) => (hasEarned(r, s, k) ? 0 : 1)
    const result = every.map((): SlowOrder => ({ units: 0, refused: 0, trimmed: 0 }))
    for (const k of [...every].sort((a, b) => unearned(a) - unearned(b) || rank(a) - rank(b) || a - b)) {
      if (get('intent.increaseUnits', s, k) === 0) continue
      const refused = closed | marketRefusals(r, s, k) | accountRefusals(r, s, k, all, accepted)
      const order = refused === 0 ? trimmedOrder(r, s, k, all) : { units: 0, refused, trimmed: 0 }
      result[k] = order
      if (order.units === 0) continue
      all.push({ k, units: order.units, ours: true, fresh: true })
      accepted.push(tsMs[s]!)
    }
    return result
  })
  return { orders, killed }
}

const trimmedOrder = (r: RiskCase, s: number, k: number, all: readonly Holding[]): SlowOrder => {
  const { get } = r
  const units = get('intent.increaseUnits', s, k)
  const side = Math.sign(units)
  const trimmed = brokenLimits(r, s, k, units, all)
  let size = trimmed === 0 ? Math.abs(units) : largestSize(r, s, k, units, all)
  const taken = [...openSizes(r, s, k), Math.abs(get('account.pendingUnits', s, k))]
  while (size > 0 && taken.includes(size)) size--
  const least = get('intent.increaseReason', s, k) === REASON.add ? Math.max(1, Math.abs(units) / 2) : 1
  if (size < least) return { units: 0, refused: trimmed | RISK_BIT.minimum_size, trimmed: 0 }
  return { units: side * size, refused: 0, trimmed }
}

/** By bisection: a smaller size breaks no more limits than a larger one. */
const largestSize = (r: RiskCase, s: number, k: number, units: number, all: readonly Holding[]): number => {
  let size = Math.floor(Math.abs(units))
  let none = 0
  while (size > none) {
    const middle = Math.ceil((none + size) / 2)
    if (brokenLimits(r, s, k, Math.sign(units) * middle, all) === 0) none = middle
    else size = middle - 1
  }
  return size
}
