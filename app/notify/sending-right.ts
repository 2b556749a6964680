/** The right to send for an account: one process at a time has it, so that two that both believe to be in charge send nothing twice. */
import type { Clock } from '../../lib/clock.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import type { Lease, Store } from '../../store/store.js'

export interface SendingRight {
  /**
   * Takes the right where it is free, and prolongs it where it would not last for `leastMs`. The number of this holding: with another one
   * another process may have sent. Null = another process has it. Rejects where the store is away.
   */
  hold(leastMs: number): Promise<number | null>
  /** Frees it. Without it, as after a crash, the next process waits until it has run out. */
  release(): Promise<void>
}

/** One attempt to deliver must end within it: ten seconds for an answer. */
export const RIGHT_MS = 15 * SECOND_MS

export const sendingRight = (
  store: Pick<Store, 'acquireLease' | 'renewLease' | 'releaseLease'>,
  account: string,
  owner: string,
  clock: Pick<Clock, 'monotonicMs'>,
): SendingRight => {
  const key = keyName(KEYS.notifyLease, { account })
  const held: { lease: Lease | null; untilMs: number; taking: Promise<void> | null } = {
    lease: null,
    untilMs: Number.NEGATIVE_INFINITY,
    taking: null,
  }
  const lasts = (ms: number): boolean => held.lease !== null && held.untilMs - clock.monotonicMs() >= ms
  const take = async (): Promise<void> => {
    const untilMs = clock.monotonicMs() + RIGHT_MS
    const isRenewed = held.lease !== null && (await store.renewLease(held.lease, RIGHT_MS))
    if (!isRenewed) held.lease = await store.acquireLease(key, owner, RIGHT_MS)
    held.untilMs = held.lease === null ? Number.NEGATIVE_INFINITY : untilMs
  }
  return {
    hold: async (leastMs) => {
      // All channels ask at the same time.
      if (!lasts(leastMs))
        await (held.taking ??= take().finally(() => {
          held.taking = null
        }))
      return lasts(leastMs) && held.lease ? held.lease.epoch : null
    },
    release: async () => {
      const { lease } = held
      Object.assign(held, { lease: null, untilMs: Number.NEGATIVE_INFINITY })
      if (lease) await store.releaseLease(lease)
    },
  }
}
