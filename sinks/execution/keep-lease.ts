/** Keeps a lease while a start takes longer than its time to live: renewed until the order runner renews it itself. */
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { Lease, Store } from '../../store/store.js'
import { isStoreFault } from '../../store/store-fault.js'

export interface KeptLease {
  /** Aborted once a newer owner is known, or where the renewals have failed for good: whatever goes on under the lease should end. */
  readonly signal: AbortSignal
  /** Renews now; gives the monotonic time until which it is surely ours, ms. A lost lease is `lease-lost`; rejects with what ended the renewals. */
  renewed(): Promise<number>
  /** Ends the renewals. */
  stop(): void
}

/** `untilMs`: monotonic end of the lease as it was taken. */
export const keepLease = (
  store: Pick<Store, 'renewLease'>,
  clock: Clock,
  lease: Lease,
  ttlMs: number,
  untilMs: number,
): KeptLease => {
  const lost = new AbortController()
  const over = new AbortController()
  let heldUntilMs = untilMs
  const renew = async (): Promise<void> => {
    const nextUntilMs = clock.monotonicMs() + ttlMs
    // No answer: it may run out; whether somebody took it then, the next answer says.
    const held = await store.renewLease(lease, ttlMs).catch((error: unknown) => {
      if (isStoreFault(error)) return null
      throw error
    })
    if (held) heldUntilMs = nextUntilMs
    else if (held === false) lost.abort(lostError(lease))
  }
  const run = async (): Promise<void> => {
    while (!over.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(ttlMs / 3, over.signal)
      if (!over.signal.aborted) await renew()
    }
  }
  void run().catch((error: unknown) => {
    if (!over.signal.aborted) lost.abort(error)
  })
  return {
    signal: lost.signal,
    renewed: async () => {
      if (!lost.signal.aborted) await renew()
      lost.signal.throwIfAborted()
      return heldUntilMs
    },
    stop: () => over.abort(),
  }
}

const lostError = ({ key, epoch }: Lease): SepError =>
  new SepError(
    'lease-lost',
    `${key}: a newer process took the account while this one was starting, epoch ${epoch} is over`,
  )
