import { afterAll, beforeAll, expect, test } from 'vitest'
import { storeContract } from '../contract.js'
import { type TestServer, testServer } from '../../support/store-server.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server?.end())

storeContract('server', () => server.store(), 150)

test('a server that we started is durable and reports how', async () => {
  const store = await server.store()
  expect(await store.durability()).toEqual({ durable: true, reason: expect.stringMatching(/^append-only file, /) })
  await store.append('durable', '1-0', { f: 'x' })
  expect(await store.flush(1000)).toBe(true)
})
