/** Keeps requests below the broker's limits, and a share of them free for closing and killing. */
import { assert } from './errors.js'
import type { Clock } from './clock.js'
import { pause } from './pause.js'

/** More than so many waiting requests mean that something is broken: the next one is refused. */
const WAITING_MAX = 1000

export interface TokenBucketOptions {
  readonly clock: Clock
  /** Tokens that come back in a second. */
  readonly perSec: number
  /** Tokens of a full bucket. In any second at most `burst + perSec` requests pass. */
  readonly burst: number
  /** Of them so many are for urgent requests alone. */
  readonly reserved: number
}

export interface TokenBucket {
  /** Resolves true when the request may go, in the order of asking, urgent ones first; false when the signal aborted before, or when too many wait. */
  take(urgent: boolean, signal?: AbortSignal): Promise<boolean>
  /** Takes away all but the reserved share: the broker said that it had too many. */
  drain(): void
}

interface Waiter {
  readonly urgent: boolean
  go(may: boolean): void
}

export const createTokenBucket = ({ clock, perSec, burst, reserved }: TokenBucketOptions): TokenBucket => {
  assert(perSec > 0 && burst >= 1 && reserved >= 0 && reserved <= burst - 1, 'a bucket that lets requests through')
  const waiters: Waiter[] = []
  let tokens = burst
  let filledMs = clock.monotonicMs()
  /** Ends the wait of `pour`; null while nobody waits. */
  let hurry: AbortController | null = null

  const refill = (): void => {
    const nowMs = clock.monotonicMs()
    tokens = Math.min(burst, tokens + ((nowMs - filledMs) * perSec) / 1000)
    filledMs = nowMs
  }
  const missing = (urgent: boolean): number => 1 + (urgent ? 0 : reserved) - tokens
  const nextWaiter = (): Waiter | undefined => waiters.find((waiter) => waiter.urgent) ?? waiters[0]

  /** Lets waiters go until tokens are short, then says how long the next one has to wait; 0 = nobody waits. */
  const serve = (): number => {
    for (;;) {
      const next = nextWaiter()
      if (!next) return 0
      refill()
      const lack = missing(next.urgent)
      if (lack > 1e-9) return (lack / perSec) * 1000
      tokens -= 1
      waiters.splice(waiters.indexOf(next), 1)
      next.go(true)
    }
  }
  const pour = async (): Promise<void> => {
    for (let waitMs = serve(); waitMs > 0; waitMs = serve()) {
      hurry = new AbortController()
      await pause(clock, waitMs, hurry.signal)
    }
    hurry = null
  }

  return {
    take: (urgent, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || waiters.length >= WAITING_MAX) return resolve(false)
        const leave = () => {
          waiters.splice(waiters.indexOf(waiter), 1)
          resolve(false)
        }
        const waiter: Waiter = {
          urgent,
          go: (may) => {
            signal?.removeEventListener('abort', leave)
            resolve(may)
          },
        }
        signal?.addEventListener('abort', leave, { once: true })
        waiters.push(waiter)
        // Whoever is urgent needs fewer tokens than the one for whom the wait was reckoned.
        if (hurry) hurry.abort()
        else void pour()
      }),
    drain: () => {
      refill()
      tokens = Math.min(tokens, reserved)
    },
  }
}
