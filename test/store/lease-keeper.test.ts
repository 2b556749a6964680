/** A lease that is kept beside a run: only an abort ends it silently. */
import { expect, test } from 'vitest'
import { holdLease } from '../../store/lease-keeper.js'
import { testClock } from '../support/test-clock.js'
import { SepError } from '../../model/error-codes.js'
import { memoryStore } from '../../store/memory/store.js'
import { settle } from '../support/settle.js'

/** The answers of the renewals, one after the other; then the store's own. */
const kept = async (...answers: readonly Error[]) => {
  const clock = testClock(1_700_000_000_000)
  const store = memoryStore({ clock })
  const left = [...answers]
  let asked = 0
  const renewLease: typeof store.renewLease = (lease, ttlMs) => {
    asked++
    const fault = left.shift()
    return fault ? Promise.reject(fault) : store.renewLease(lease, ttlMs)
  }
  const held = (await holdLease({ store: { ...store, renewLease }, key: 'lease', owner: 'one', ttlMs: 3000, clock }))!
  return { clock, store, held, asked: () => asked }
}

test('a store that is away is asked again; an abort ends it', async () => {
  const away = new SepError('store-unavailable', 'away')
  const { clock, held, asked } = await kept(away, away)
  const stop = new AbortController()
  const keeping = held.keep(stop.signal)
  await settle(clock, clock.sleep(5500))
  expect(asked()).toBe(5)
  stop.abort()
  await keeping
})

test('what breaks a renewal is heard of', async () => {
  const broken = new Error('planted')
  const { clock, held } = await kept(broken)
  await settle(clock, expect(held.keep(new AbortController().signal)).rejects.toBe(broken))
})

test('a newer process is a lost lease', async () => {
  const { clock, store, held } = await kept()
  await store.releaseLease(held.lease)
  await store.acquireLease('lease', 'two', 60_000)
  const lost = expect(held.keep(new AbortController().signal)).rejects.toMatchObject({ code: 'lease-lost' })
  await settle(clock, lost)
})
