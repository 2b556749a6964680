/** The lease of an account: its holder may trade. */
import { orderKeys } from '../../sinks/execution/order-records.js'
import { type LeaseKeeper, takeLease } from '../../store/lease-keeper.js'
import type { LiveContext } from './context.js'
import { inMachineTime } from './time-scaling.js'

/** Null where another instance holds it. Its times are the broker's, as all times of the order protocol. */
export const takeAccountLease = async (context: LiveContext): Promise<LeaseKeeper | null> => {
  const { store, account, owner, ready, speed, clock, signal } = context
  const lease = await takeLease({
    store: inMachineTime(store, speed),
    key: orderKeys(account.id).lease,
    owner,
    ttlMs: context.leaseTtlMs * speed,
    clock,
    signal,
  })
  if (!lease) ready.set('start', `account ${account.id}: another instance holds the lease`)
  return lease
}
