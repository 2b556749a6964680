/** Limits the request rate, and reserves a share of it for urgent requests: closing positions and the kill switch. */
import { assert } from './errors.js'
import type { Clock } from './clock.js'
import { pause } from './pause.js'

/** With this many requests waiting something is broken: the next one is refused. */
const WAITING_MAX = 1000

export interface TokenBucketOptions {
  readonly clock: Clock
  /** Tokens refilled per second. */
  readonly perSec: number
  /** Tokens of a full bucket. In any second at most `burst + perSec` requests pass. */
  readonly burst: number
  /** Of them, this many are for urgent requests only. */
  readonly reserved: number
}

export interface TokenBucket {
  /**
   * Resolves true when the request may go, in the order of arrival, urgent ones first; false if the signal aborts first or too many wait.
   */
  take(urgent: boolean, signal?: AbortSignal): Promise<boolean>
  /** Removes all tokens but the reserved share, after the broker reported too many requests. */
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
  /** Cuts the wait of `pour` short; null while no request waits. */
  let hurry: AbortController | null = null

  const refill = (): void => {
    const nowMs = clock.monotonicMs()
    tokens = Math.min(burst, tokens + ((nowMs - filledMs) * perSec) / 1000)
    filledMs = nowMs
  }
  const missing = (urgent: boolean): number => 1 + (urgent ? 0 : reserved) - tokens
  const nextWaiter = (): Waiter | undefined => waiters.find((waiter) => waiter.urgent) ?? waiters[0]

  /** Releases waiters until tokens run short; returns how long the next one has to wait, 0 = none waits. */
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
        // An urgent request needs fewer tokens than the one for which the wait was computed.
        if (hurry) hurry.abort()
        else void pour()
      }),
    drain: () => {
      refill()
      tokens = Math.min(tokens, reserved)
    },
  }
}
