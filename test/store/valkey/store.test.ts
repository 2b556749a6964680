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
  expect(await store.flush(20_000)).toBe(true)
})

test('a value in the place of a stream is named with its key', async () => {
  const store = await server.store()
  const key = 'sep:stream:{x}:order'
  await store.write([{ op: 'set', key, value: 'x' }])
  const named = expect.objectContaining({
    code: 'store-refused',
    message: `store: ${key} holds another kind of value, not a stream`,
  }) as Error
  for (const read of [store.range(key, '0'), store.lastId(key), store.length(key)])
    await expect(read).rejects.toEqual(named)
})
