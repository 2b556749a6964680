/** The margin budget. */
import type { z } from 'zod'
import type { World } from '../../model/world.js'
import type { documents } from '../../store/documents.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { packFields } from '../../store/pack.js'
import type { Write } from '../../store/store.js'
import { mirrored, type SliceView } from './slice-view.js'

export interface BudgetRule {
  /** Budget as a fraction of the account's capacity. */
  readonly targetPct: number
  /** Maximum margin of one instrument, as a fraction of the budget. */
  readonly maxPerPositionPct: number
  readonly topK: number
}

/** The margin budget of the slice, home currency; null until the account is known. */
export const budgetDocument = (
  view: SliceView,
  world: World,
  rule: BudgetRule,
): z.output<typeof documents.budget> | null => {
  const budget = view.slice(mirrored.size, 'budget')
  const balance = view.slice(mirrored.broker, 'balance')
  const marginAvailable = view.slice(mirrored.broker, 'marginAvailable')
  let own = 0
  for (let k = 0; k < world.instruments.length; k++) own += view.row(mirrored.broker, k)('marginUsed')
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

export const budgetWrites = (view: SliceView, world: World, rule: BudgetRule): Write[] => {
  const budget = budgetDocument(view, world, rule)
  return budget ? [{ op: 'hashSet', key: keyName(KEYS.budget, {}), fields: packFields(KEYS.budget, budget) }] : []
}
