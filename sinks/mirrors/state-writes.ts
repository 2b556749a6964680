/** Keys that say how things stand at a slice: gates, weights, budget. Only those whose nodes are here. */
import type { Write } from '../../store/store.js'
import type { z } from 'zod'
import type { World } from '../../model/world.js'
import { type Key, keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack, packFields } from '../../store/pack.js'
import type { StrategyParams } from '../../store/param-key.js'
import { allocatorStatus, weightsDocument } from './allocation.js'
import { type BudgetRule, budgetDocument } from './budget.js'
import { gatesBlob, rollingSummary } from './gates.js'
import type { SliceView } from './slice-view.js'

/** What the mirrors need to know of the run besides its slices. */
export interface MirrorContext {
  readonly world: World
  /** Of each instrument's strategy. */
  readonly params: readonly StrategyParams[]
  /** Decimals of the signature. */
  readonly decimals: number
  readonly allocator: { readonly topK: number; readonly intervalSec: number }
  readonly budget: BudgetRule
}

export const stateWrites = (view: SliceView, context: MirrorContext): Write[] => [
  ...(view.has('gates') ? gateWrites(view, context) : []),
  ...(view.has('allocate') ? allocationWrites(view, context) : []),
  ...(view.has('size') && view.has('broker') ? budgetWrites(view, context) : []),
]

const gateWrites = (view: SliceView, { world, params }: MirrorContext): Write[] => {
  const blob = gatesBlob(view, world)
  if (!blob) return []
  const one = (k: number, inst: string): Write[] => {
    const at = (column: string) => view.row('gates', column, k)
    return [
      put(KEYS.gateEligible, keyName(KEYS.gateEligible, { inst }), blob.gates[inst]!),
      put(KEYS.gatePasses, keyName(KEYS.gatePasses, { inst }), at('passes')),
      put(KEYS.gateFails, keyName(KEYS.gateFails, { inst }), at('fails')),
      put(KEYS.gateMisses, keyName(KEYS.gateMisses, { inst }), at('misses')),
      put(KEYS.gateCooldown, keyName(KEYS.gateCooldown, { inst }), at('cooldownUntilMs')),
      put(KEYS.rollingSummary, keyName(KEYS.rollingSummary, { inst }), rollingSummary(view, k, params[k]!)!),
    ]
  }
  return [
    put(KEYS.gatesBlob, keyName(KEYS.gatesBlob, {}), blob),
    ...world.instruments.flatMap(({ name }, k) => (world.traded[k] === 1 ? one(k, name) : [])),
  ]
}

const allocationWrites = (view: SliceView, { world, allocator }: MirrorContext): Write[] => [
  put(KEYS.weights, keyName(KEYS.weights, {}), weightsDocument(view, world)),
  put(KEYS.allocatorStatus, keyName(KEYS.allocatorStatus, {}), allocatorStatus(view, world, allocator)),
]

const budgetWrites = (view: SliceView, { world, budget: rule }: MirrorContext): Write[] => {
  const budget = budgetDocument(view, world, rule)
  return budget ? [{ op: 'hashSet', key: keyName(KEYS.budget, {}), fields: packFields(KEYS.budget, budget) }] : []
}

const put = <Z extends z.ZodType>(key: Key<string, Z>, name: string, value: z.input<Z>): Write => ({
  op: 'set',
  key: name,
  value: pack(key, value),
  ...(key.ttlMs === null ? {} : { ttlMs: key.ttlMs }),
})
