/** The lease of an account: its holder may trade. */
import { orderKeys } from '../../sinks/execution/order-records.js'
import { type LeaseKeeper, takeLease } from '../../store/lease-keeper.js'
import type { SessionInputs } from './session.js'
import { inMachineTime } from './time-scaling.js'

/** Null where another instance holds it. Its times are the broker's, as all times of the order protocol. */
export const takeAccountLease = async (inputs: SessionInputs, signal: AbortSignal): Promise<LeaseKeeper | null> => {
  const { client, target, owner, ready, speed } = inputs
  const account = await takeLease({
    store: inMachineTime(inputs.store, speed),
    key: orderKeys(target.accountId).lease,
    owner,
    ttlMs: inputs.leaseTtlMs * speed,
    clock: client.clock,
    signal,
  })
  if (!account) ready.set('start', `account ${target.accountId}: another instance holds the lease`)
  return account
}
