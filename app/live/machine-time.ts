/** A store for a pipeline whose broker's time runs faster than the machine's. */
import type { Store } from '../../store/store.js'

/** The order protocol's lease times are the broker's; the store's are the machine's. */
export const inMachineTime = (store: Store, speed: number): Store =>
  speed === 1
    ? store
    : {
        ...store,
        acquireLease: (key, owner, ttlMs) => store.acquireLease(key, owner, Math.ceil(ttlMs / speed)),
        renewLease: (lease, ttlMs) => store.renewLease(lease, Math.ceil(ttlMs / speed)),
      }
