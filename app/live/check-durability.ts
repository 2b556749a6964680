/** Does the store keep what it confirms? Asked once, at the start. */
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'

interface DurabilityInputs {
  readonly store: Pick<Store, 'kind' | 'durability'>
  readonly target: { readonly environment: string }
}

/** No order leaves before its record is on disk: a store that cannot confirm that is refused at once, on paper too. */
export const checkDurability = async ({ store, target }: DurabilityInputs): Promise<void> => {
  const { durable, reason } = await store.durability()
  // Where none is installed, paper may run on a store in memory: it confirms what it will forget.
  if (durable || (store.kind === 'memory' && target.environment === 'paper')) return
  throw new SepError('store-refused', `the store is not durable enough: ${reason}. ${DURABLE}`)
}

const DURABLE =
  'Set appendonly yes, appendfsync always and maxmemory-policy noeviction, or leave --store out: SEP starts one that fits'
