/** A lease in our hands: renewed in the background until the signal aborts or a newer process takes it. */
import type { Clock } from '../lib/clock.js'
import { pause } from '../lib/pause.js'
import { SepError } from '../model/error-codes.js'
import { lostLease } from './lost-lease.js'
import type { Lease, Store } from './store.js'
import { isStoreFault } from './store-fault.js'

export interface LeaseInputs {
  readonly store: Pick<Store, 'acquireLease' | 'renewLease' | 'releaseLease' | 'flush' | 'hashAll' | 'durability'>
  readonly key: string
  /** Name of this process, new at each start. */
  readonly owner: string
  /** By the store's clock. */
  readonly ttlMs: number
  /** Runs as fast as the store's. */
  readonly clock: Clock
  /** Ends the renewals; the lease then expires unless it is released. */
  readonly signal: AbortSignal
}
export interface LeaseKeeper {
  readonly lease: Lease
  /** Aborts with `lease-lost` once a newer process holds the lease, or with the error that broke a renewal. */
  readonly lost: AbortSignal
  /**
   * Until then, by the monotonic clock, no other process can hold it; -Infinity once it is lost or released, and after a sleep of the
   * machine, whose monotonic clock may have stood still while the store's went on: until the next renewal.
   */
  heldUntilMs(): number
  /** Renews now; rejects with the reason of `lost`. A store that does not answer is no loss: the lease may still be ours. */
  renew(): Promise<void>
  /** Called after each attempt to renew. `held` false: lost, or no answer. */
  onRenewal(listener: (held: boolean) => void | Promise<void>): void
  /** Resolves when the signal aborts; rejects with the reason of `lost`. */
  keep(signal: AbortSignal): Promise<void>
  release(): Promise<void>
}

/** Longest wait for the disk, ms. */
const FLUSH_MS = 500

/** Null where another process holds it. Rejects with `store-unavailable` where it could not be made durable. */
export const takeLease = async (inputs: LeaseInputs): Promise<LeaseKeeper | null> => {
  const { store, key, owner, ttlMs, clock } = inputs
  const untilMs = clock.monotonicMs() + ttlMs
  const lease = await store.acquireLease(key, owner, ttlMs)
  if (!lease) return null
  // An epoch that the server could forget would let two owners pass the fence.
  if (!(await store.flush(FLUSH_MS))) throw await notDurable(store, key)
  return keeperOf(inputs, lease, untilMs)
}

/** Names what to set where the server can never confirm it; else its disk is slow, and the next attempt may be confirmed. */
const notDurable = async (store: Pick<Store, 'durability'>, key: string): Promise<SepError> => {
  const { durable, reason } = await store.durability()
  return new SepError(
    'store-unavailable',
    `lease ${key} was not durable within ${FLUSH_MS} ms: ${durable ? 'the disk did not confirm it' : `${reason} at the store's server`}`,
  )
}

const keeperOf = ({ store, clock, ttlMs, signal }: LeaseInputs, lease: Lease, untilMs: number): LeaseKeeper => {
  const lost = new AbortController()
  const listeners: ((held: boolean) => void | Promise<void>)[] = []
  let heldUntilMs = untilMs
  let renewedMs = clock.nowMs()
  let isReleased = false
  const isOver = () => isReleased || lost.signal.aborted
  const attempt = async (): Promise<void> => {
    const [nextUntilMs, nowMs] = [clock.monotonicMs() + ttlMs, clock.nowMs()]
    const held = await store.renewLease(lease, ttlMs).catch(noAnswer)
    if (isOver()) return
    if (held) [heldUntilMs, renewedMs] = [nextUntilMs, nowMs]
    else if (held === false) {
      heldUntilMs = Number.NEGATIVE_INFINITY
      lost.abort(await lostLease(store, lease, lease.key))
    }
    for (const listener of listeners) await listener(held === true)
  }
  const renewals = async (): Promise<void> => {
    while ((await pause(clock, ttlMs / 3, signal)) && !isOver()) await attempt()
  }
  void renewals().catch((error: unknown) => lost.abort(error))
  return Object.freeze({
    lease,
    lost: lost.signal,
    heldUntilMs: () => (clock.nowMs() - renewedMs > ttlMs ? Number.NEGATIVE_INFINITY : heldUntilMs),
    renew: async () => {
      if (!isOver()) await attempt()
      lost.signal.throwIfAborted()
    },
    onRenewal: (listener: (held: boolean) => void | Promise<void>) => void listeners.push(listener),
    keep: (until: AbortSignal) => untilLost(lost.signal, until),
    release: async () => {
      isReleased = true
      heldUntilMs = Number.NEGATIVE_INFINITY
      await store.releaseLease(lease).catch(() => undefined)
    },
  })
}

const untilLost = (lost: AbortSignal, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return resolve()
    if (lost.aborted) return reject(lost.reason)
    signal.addEventListener('abort', () => resolve(), { once: true })
    lost.addEventListener('abort', () => reject(lost.reason), { once: true })
  })

/** An unreachable store may be back for the next attempt; anything else is a bug that must surface. */
const noAnswer = (error: unknown): null => {
  if (isStoreFault(error)) return null
  throw error
}
