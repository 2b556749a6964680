/** Every reason that the broker documents for not doing what an order asks, and those seen besides. */
import { REFUSALS_OF_BRACKETS } from './of-brackets.js'
import { REFUSALS_OF_GUARANTEED_STOPS } from './of-guaranteed-stops.js'
import { REFUSALS_OF_CHANGES, REFUSALS_OF_ORDERS } from './of-orders.js'
import type { Refusal } from './refusal.js'

export const BROKER_REFUSALS: readonly Refusal[] = Object.freeze([
  ...REFUSALS_OF_ORDERS,
  ...REFUSALS_OF_BRACKETS,
  ...REFUSALS_OF_CHANGES,
  ...REFUSALS_OF_GUARANTEED_STOPS,
])
export const REJECT_REASONS: readonly string[] = BROKER_REFUSALS.flatMap(({ reject }) => reject)
export const CANCEL_REASONS: readonly string[] = BROKER_REFUSALS.flatMap(({ cancel }) => cancel)
