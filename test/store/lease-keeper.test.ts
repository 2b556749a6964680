/** A lease that is kept in the background: only an abort ends it silently. */
import { expect, test } from 'vitest'
import { takeLease } from '../../store/lease-keeper.js'
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
  const over = new AbortController()
  const kept = { ...store, renewLease }
  const held = (await takeLease({ store: kept, key: 'lease', owner: 'one', ttlMs: 3000, clock, signal: over.signal }))!
  return { clock, store, held, over, asked: () => asked }
}

test('renewal is retried while the store is unreachable; an abort ends it', async () => {
  const away = new SepError('store-unavailable', 'away')
  const { clock, held, over, asked } = await kept(away, away)
  const keeping = held.keep(over.signal)
  await settle(clock, clock.sleep(5500))
  expect([asked(), held.heldUntilMs()]).toEqual([5, 8000])
  over.abort()
  await keeping
  await settle(clock, clock.sleep(5500))
  expect([asked(), held.lost.aborted]).toEqual([5, false])
})

test('what breaks a renewal ends the keeping of the lease', async () => {
  const broken = new Error('planted')
  const { clock, held } = await kept(broken)
  await settle(clock, expect(held.keep(new AbortController().signal)).rejects.toBe(broken))
  await expect(held.renew()).rejects.toBe(broken)
})

test('a newer process is a lost lease', async () => {
  const { clock, store, held } = await kept()
  const renewals: boolean[] = []
  held.onRenewal((isHeld) => void renewals.push(isHeld))
  await settle(clock, clock.sleep(1500))
  await store.releaseLease(held.lease)
  await store.acquireLease('lease', 'two', 60_000)
  const lost = expect(held.keep(new AbortController().signal)).rejects.toThrow(
    'lease: a newer process holds the lease, our epoch 1 has been superseded',
  )
  await settle(clock, lost)
  expect([held.heldUntilMs(), renewals]).toEqual([Number.NEGATIVE_INFINITY, [true, false]])
})

test.each([
  [
    'deleted',
    { op: 'delete', key: 'lease' },
    'lease: lease is gone from the store: the store was emptied (FLUSHALL), or it evicts or deletes keys',
  ],
  [
    'given up by a command',
    { op: 'hashSet', key: 'lease', fields: { owner: '' } },
    'lease: lease was given up by another command, our epoch 1 is over',
  ],
] as const)('a lease that was %s is lost, and no newer process is blamed', async (_what, write, message) => {
  const { clock, store, held } = await kept()
  await store.write([write])
  const lost = expect(held.keep(new AbortController().signal)).rejects.toThrow(message)
  await settle(clock, lost)
})

test('a lease that was released is not held, and not renewed', async () => {
  const { clock, store, held, asked } = await kept()
  await held.release()
  await settle(clock, clock.sleep(2500))
  expect([held.heldUntilMs(), asked()]).toEqual([Number.NEGATIVE_INFINITY, 0])
  expect(await store.acquireLease('lease', 'two', 1000)).not.toBeNull()
})

test.each([
  [true, 'the disk did not confirm it'],
  [false, "appendonly is not yes at the store's server"],
])(
  'a lease that is not on disk is not held, and the error tells a slow disk from one that is off',
  async (durable, why) => {
    const clock = testClock(1_700_000_000_000)
    const durability = async () => ({ durable, reason: 'appendonly is not yes' })
    const store = { ...memoryStore({ clock }), flush: async () => false, durability }
    const taken = takeLease({
      store,
      key: 'lease',
      owner: 'one',
      ttlMs: 3000,
      clock,
      signal: new AbortController().signal,
    })
    await expect(taken).rejects.toThrow(`lease lease was not durable within 500 ms: ${why}`)
  },
)

test('a machine that slept holds nothing until it has renewed: its monotonic clock stood still', async () => {
  const clock = testClock(1_700_000_000_000)
  const store = memoryStore({ clock })
  let sleptMs = 0
  const machine = { ...clock, nowMs: () => clock.nowMs() + sleptMs }
  const over = new AbortController()
  const held = (await takeLease({
    store,
    key: 'lease',
    owner: 'one',
    ttlMs: 3000,
    clock: machine,
    signal: over.signal,
  }))!
  expect(held.heldUntilMs()).toBe(3000)
  sleptMs = 3001
  expect(held.heldUntilMs()).toBe(Number.NEGATIVE_INFINITY)
  await held.renew()
  expect(held.heldUntilMs()).toBe(3000)
  // A clock that is set back proves no sleep.
  sleptMs = -3_600_000
  expect(held.heldUntilMs()).toBe(3000)
  over.abort()
})
