import type { z } from 'zod'
import type { World } from '../../model/world.js'
import type { documents } from '../../store/documents.js'
import type { SliceView } from './slice-view.js'

export interface BudgetRule {
  /** Fraction of what the account can carry. */
  readonly targetPct: number
  /** Most margin of one instrument, fraction of the budget. */
  readonly maxPerPositionPct: number
  readonly topK: number
}

/** The margin budget of the slice, home currency; null before the account is known. */
export const budgetDocument = (
  view: SliceView,
  world: World,
  rule: BudgetRule,
): z.output<typeof documents.budget> | null => {
  const budget = view.slice('size', 'budget')
  const balance = view.slice('broker', 'balance')
  const marginAvailable = view.slice('broker', 'marginAvailable')
  let own = 0
  for (let k = 0; k < world.instruments.length; k++) own += view.row('broker', 'marginUsed', k)
  if (![budget, balance, marginAvailable, own].every(Number.isFinite)) return null
  const places = Math.max(1, Math.min(rule.topK, world.traded.filter((traded) => traded === 1).length))
  return {
    ts: view.tsMs,
    currency: world.home,
    budget,
    per_position_cap: Math.min(budget / places, rule.maxPerPositionPct * budget),
    balance,
    margin_available: marginAvailable,
    margin_used_own: own,
    target_pct: rule.targetPct,
  }
}
