/** A server that is demoted to a replica, and one that took over empty: no write, no lease, and nothing of the meantime happens later. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isStoreFault } from '../../store/store-fault.js'
import { eventually, type TestServer, testServer } from '../support/store-server.js'

const KEYS = { lease: 'ops:lease:{A}', claims: 'sep:claims:{A}', orders: 'sep:stream:{A}:order' }

let server: TestServer
beforeEach(async () => {
  server = await testServer()
})
afterEach(() => server?.end())

const isFault = (work: Promise<unknown>): Promise<boolean> => work.then(() => false, isStoreFault)

test('a demoted server takes no claim, and a renewal that it refuses is no lost lease', async () => {
  const store = await server.store()
  const lease = (await store.acquireLease(KEYS.lease, 'one', 60_000))!
  const entry = { stream: KEYS.orders, id: '1-0', fields: { f: 'x' } }
  await server.ask('REPLICAOF 127.0.0.1 1')
  expect(await isFault(store.claim(lease, KEYS.claims, 'd1', 'content', [entry]))).toBe(true)
  expect(await isFault(store.append(KEYS.orders, '2-0', { f: 'x' }))).toBe(true)
  expect(await isFault(store.renewLease(lease, 60_000))).toBe(true)
  await server.ask('REPLICAOF NO ONE')
  expect(await eventually(() => store.renewLease(lease, 60_000))).toBe(true)
  expect([await store.length(KEYS.orders), await store.hashAll(KEYS.claims)]).toEqual([0, {}])
  expect(await store.claim(lease, KEYS.claims, 'd1', 'content', [entry])).toBe('ok')
})

test('a server that took over empty knows neither our lease nor our claims: nothing is claimed under them', async () => {
  const store = await server.store()
  const lease = (await store.acquireLease(KEYS.lease, 'one', 60_000))!
  const entry = (id: string) => ({ stream: KEYS.orders, id, fields: { f: 'x' } })
  expect(await store.claim(lease, KEYS.claims, 'd1', 'content', [entry('1-0')])).toBe('ok')
  await server.ask('FLUSHALL')
  expect(await store.claim(lease, KEYS.claims, 'd1', 'content', [entry('1-0')])).toBe('stale-epoch')
  expect(await store.claim(lease, KEYS.claims, 'd2', 'content', [entry('2-0')])).toBe('stale-epoch')
  expect(await store.renewLease(lease, 60_000)).toBe(false)
  expect(await store.length(KEYS.orders)).toBe(0)
})
