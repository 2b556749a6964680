/** The ports of a process that holds an account's lease, for tests of the order protocol's runner. */
import type { Clock } from '../../lib/clock.js'
import { noCrash } from '../../lib/crash-points.js'
import type { RunnerPorts } from '../../sinks/execution/effects.js'
import { orderKeys } from '../../sinks/execution/order-records.js'
import { takeLease } from '../../store/lease-keeper.js'
import type { Store } from '../../store/store.js'

interface OwnerInputs {
  readonly store: Store
  readonly account: string
  readonly clock: Clock
  readonly ttlMs: number
  readonly signal: AbortSignal
}

export const accountOwner = async (
  inputs: OwnerInputs,
): Promise<Pick<RunnerPorts, 'store' | 'clock' | 'crash' | 'lease'>> => {
  const { store, clock, account } = inputs
  const lease = await takeLease({ ...inputs, key: orderKeys(account).lease, owner: 'owner' })
  if (!lease) throw new Error(`the lease of account ${account} is held`)
  return { store, clock, crash: noCrash, lease }
}
