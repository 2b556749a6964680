import { expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { testClock } from '../../support/test-clock.js'
import { memoryData } from '../../../store/memory/data.js'
import { memoryStore } from '../../../store/memory/store.js'
import { storeContract } from '../contract.js'

const data = memoryData(systemClock)
storeContract('memory', async () => memoryStore({ clock: systemClock, data }), 500)

test('expiry and waiting go by the given clock', async () => {
  const clock = testClock(1000)
  const store = memoryStore({ clock })
  await store.write([{ op: 'set', key: 'k', value: 'x', ttlMs: 500 }])
  const anna = await store.acquireLease('lease', 'anna', 500)
  const waiting = store.tail('s', '0', 499)
  await clock.advance(499)
  expect(await waiting).toEqual([])
  expect(await store.ttlMs('k')).toBe(1)
  expect(await store.acquireLease('lease', 'bert', 500)).toBeNull()
  await clock.advance(1)
  expect(await store.get('k')).toBeNull()
  expect(await store.acquireLease('lease', 'bert', 500)).toEqual({ key: 'lease', owner: 'bert', epoch: 2 })
  expect(anna && (await store.renewLease(anna, 500))).toBe(false)
})

test('it reports that it is not durable', async () => {
  expect(await memoryStore({ clock: systemClock }).durability()).toEqual({
    durable: false,
    reason: 'in memory: nothing survives the end of this process',
  })
})
