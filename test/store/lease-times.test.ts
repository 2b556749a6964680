/** Until when a lease is ours: counted from the request, never from an answer that may be late, and never extended without one. */
import { expect, test } from 'vitest'
import { SepError } from '../../model/error-codes.js'
import { takeLease } from '../../store/lease-keeper.js'
import { memoryStore } from '../../store/memory/store.js'
import { settle } from '../support/settle.js'
import { testClock } from '../support/test-clock.js'

const TTL_MS = 3000

const parts = () => {
  const clock = testClock(1_700_000_000_000)
  const { signal } = new AbortController()
  return { clock, store: memoryStore({ clock }), rest: { key: 'lease', owner: 'one', ttlMs: TTL_MS, clock, signal } }
}

test('a slow answer does not lengthen a lease', async () => {
  const { clock, store, rest } = parts()
  const acquireLease: typeof store.acquireLease = async (...args) => {
    const lease = await store.acquireLease(...args)
    await clock.sleep(1000)
    return lease
  }
  const held = await settle(clock, takeLease({ store: { ...store, acquireLease }, ...rest }))
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(1000)
  expect(held?.heldUntilMs()).toBe(TTL_MS)
})

test('a renewal without an answer does not lengthen a lease', async () => {
  const { clock, store, rest } = parts()
  const renewLease = () => Promise.reject(new SepError('store-unavailable', 'away'))
  const held = await takeLease({ store: { ...store, renewLease }, ...rest })
  await settle(clock, clock.sleep(2500))
  await held?.renew()
  expect(held?.heldUntilMs()).toBe(TTL_MS)
})
