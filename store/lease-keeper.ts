/** A lease that is renewed until the signal aborts: of an edge, or of the slices. */
import type { Clock } from '../lib/clock.js'
import { SepError } from '../model/error-codes.js'
import type { Lease, Store } from './store.js'
import { pause } from '../lib/pause.js'
import { isStoreFault } from './store-fault.js'

export interface LeaseInputs {
  readonly store: Store
  readonly key: string
  /** Name of this process, new at each start. */
  readonly owner: string
  /** By the store's clock. */
  readonly ttlMs: number
  /** The machine's. */
  readonly clock: Clock
}
export interface HeldLease {
  readonly lease: Lease
  /** Renews until the signal aborts; rejects with `lease-lost` where a newer process has it. A store that is away is asked again. */
  keep(signal: AbortSignal): Promise<void>
  release(): Promise<void>
}

/** Null where another process holds it. Rejects with `store-unavailable` where it could not be made durable. */
export const holdLease = async ({ store, key, owner, ttlMs, clock }: LeaseInputs): Promise<HeldLease | null> => {
  const lease = await store.acquireLease(key, owner, ttlMs)
  if (!lease) return null
  // An epoch that the server could forget would let two owners pass the fence.
  if (!(await store.flush(500)))
    throw new SepError('store-unavailable', `${key} could not be made durable within 500 ms`)
  return {
    lease,
    keep: async (signal) => {
      while (await pause(clock, ttlMs / 3, signal)) {
        const held = await store.renewLease(lease, ttlMs).catch((error: unknown) => {
          if (isStoreFault(error)) return null
          throw error
        })
        if (held === false)
          throw new SepError('lease-lost', `${key}: a newer process holds the lease, epoch ${lease.epoch} is over`)
      }
    },
    release: () => store.releaseLease(lease).catch(() => undefined),
  }
}
