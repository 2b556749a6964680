/** Faults of a real server: confirmed writes are there, rejected ones do not happen later, nothing happens twice or halfway. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock as clock } from '../../lib/clock.js'
import type { Lease, Store } from '../../store/store.js'
import { valkeyStore } from '../../store/valkey/store.js'
import { lossyProxy } from '../support/proxy.js'
import { eventually, type TestServer, testServer } from '../support/store-server.js'

const unavailable = expect.objectContaining({ code: 'store-unavailable' }) as Error
const refused = expect.objectContaining({ code: 'store-refused' }) as Error

const PATIENCE_MS = 20_000

let server: TestServer
beforeEach(async () => {
  server = await testServer()
})
afterEach(() => server?.end())

/** Appends and flushes one entry after the other until the server is gone; ids of those that were confirmed. */
const appendUntilDead = async (store: Store, stream: string): Promise<readonly string[]> => {
  const confirmed: string[] = []
  for (let i = 1; ; i++) {
    try {
      await store.append(stream, `${i}-0`, { payload: 'x'.repeat(300) })
      if (!(await store.flush(PATIENCE_MS))) return confirmed
      confirmed.push(`${i}-0`)
    } catch {
      return confirmed
    }
  }
}

test('kill -9 under load: every entry that was flushed is there after the restart', async () => {
  const writers = ['s', 't', 'u']
  for (const entries of [5, 40, 90]) {
    const stores = await Promise.all(writers.map(() => server.store()))
    const streams = writers.map((name) => `${name}${entries}`)
    const running = Promise.all(streams.map((stream, i) => appendUntilDead(stores[i] as Store, stream)))
    const watcher = await server.store()
    await eventually(async () => (await watcher.length(streams[0] as string)) >= entries)
    server.signal('SIGKILL')
    const confirmed = await running
    await server.start()
    const after = await server.store()
    for (const [i, stream] of streams.entries()) {
      const found = new Set((await after.range(stream, '0')).map(({ id }) => id))
      expect(confirmed[i]?.filter((id) => !found.has(id))).toEqual([])
    }
    expect(confirmed.flat().length).toBeGreaterThan(entries / 2)
  }
})

test('a server that went away: calls are rejected at once, and it works again without a new store', async () => {
  // A tail tries to connect for as long as a command may take.
  const store = await server.store(2000)
  await store.append('s', '1-0', { f: 'x' })
  server.signal('SIGKILL')
  await eventually(() =>
    store.get('k').then(
      () => false,
      () => true,
    ),
  )
  for (let i = 2; i < 50; i++) await expect(store.append('s', `${i}-0`, { f: 'lost' })).rejects.toEqual(unavailable)
  await expect(store.get('k')).rejects.toEqual(unavailable)
  await expect(store.tail('s', '0', 1000)).rejects.toEqual(unavailable)
  await expect(store.flush(100)).rejects.toEqual(unavailable)
  await expect(valkeyStore({ address: server.now().socket, clock, openMs: 50 })).rejects.toEqual(unavailable)
  await server.start()
  await eventually(() => store.append('s', '99-0', { f: 'back' }).then(() => true))
  await eventually(() => store.get('k').then(() => true))
  expect((await store.range('s', '0')).map(({ id }) => id)).toEqual(['1-0', '99-0'])
  expect(await store.flush(PATIENCE_MS)).toBe(true)
})

test('a frozen server: calls are rejected in time and are not executed when it wakes up', async () => {
  const store = await server.store(150)
  const reader = await server.store()
  const lease = await reader.acquireLease('lease', 'anna', 60_000)
  await reader.append('s', '1-0', { f: 'x' })
  const tailing = store.tail('t', '0', 100)
  server.signal('SIGSTOP')
  const calls = [
    ...Array.from({ length: 20 }, (_, i) => store.append('s', `${i + 2}-0`, { f: 'late' })),
    store.write([{ op: 'set', key: 'k', value: 'late' }]),
    store.compareAndSet('c', null, 'late'),
    store.claim(lease as Lease, 'claims', 'd', 'late', []),
    store.acquireLease('other', 'anna', 60_000),
    store.get('k'),
    tailing,
  ]
  for (const settled of await Promise.allSettled<unknown>(calls))
    expect(settled).toMatchObject({ status: 'rejected', reason: unavailable })
  expect(await store.flush(50).catch(() => false)).toBe(false)
  server.signal('SIGCONT')
  // A later question on another connection is answered after everything in the server's sockets.
  await eventually(() => reader.append('end', '1-0', { f: 'x' }).then(() => true))
  await eventually(() => store.append('end', '2-0', { f: 'x' }).then(() => true))
  expect((await reader.range('s', '0')).map(({ id }) => id)).toEqual(['1-0'])
  expect(await reader.keys('*')).toEqual(['end', 'lease', 's'])
})

test('after a lost reply nothing is resent: the entry is there once, and repeating it is detected', async () => {
  const proxy = await lossyProxy(server.now().socket)
  const store = await valkeyStore({ address: proxy.address, clock, commandTimeoutMs: PATIENCE_MS })
  const direct = await server.store()
  try {
    const connected = () => eventually(() => store.compareAndSet('k', null, 'x').then(() => true))
    for (let i = 1; i <= 20; i++) {
      await connected()
      proxy.loseReply()
      await expect(store.write([{ op: 'listPush', key: 'l', value: `${i}`, keep: 99 }])).rejects.toEqual(unavailable)
      await connected()
      proxy.loseReply()
      await expect(store.append('s', `${i}-0`, { f: 'x' })).rejects.toEqual(unavailable)
      await connected()
      expect(await store.append('s', `${i}-0`, { f: 'again' })).toBe(false)
    }
    expect(await direct.listRange('l')).toHaveLength(20)
    expect(await direct.length('s')).toBe(20)
  } finally {
    await store.close()
    await proxy.close()
  }
})

test('memory full: writes are refused, reads continue', async () => {
  const store = await server.store()
  const lease = await store.acquireLease('lease', 'anna', 60_000)
  await store.write([{ op: 'set', key: 'k', value: 'x' }])
  await server.ask('CONFIG SET maxmemory 1')
  await expect(store.append('s', '1-0', { f: 'x' })).rejects.toEqual(refused)
  const entry = { stream: 's', id: '1-0', fields: { f: 'x' } }
  await expect(lease && store.claim(lease, 'claims', 'd', 'c', [entry])).rejects.toThrow('OOM')
  expect(Buffer.from((await store.get('k')) ?? [])).toEqual(Buffer.from('x'))
  expect(await store.keys('*')).toEqual(['k', 'lease'])
  await server.ask('CONFIG SET maxmemory 0')
  expect(lease && (await store.claim(lease, 'claims', 'd', 'c', [entry]))).toBe('ok')
})

test('a server that lost the scripts gets them again', async () => {
  const store = await server.store()
  await server.ask('SCRIPT FLUSH')
  expect(await store.append('s', '1-0', { f: 'x' })).toBe(true)
})

test.each([
  ['appendonly no', 'CONFIG SET appendonly no', 'appendonly is not yes'],
  ['everysec', 'CONFIG SET appendfsync everysec', 'appendfsync is everysec and WAITAOF is not available'],
  ['eviction', 'CONFIG SET maxmemory-policy allkeys-lru', 'maxmemory-policy is allkeys-lru'],
])('not durable: %s', async (name, command, reason) => {
  const store = await server.store()
  const waits = (await store.durability()).reason.includes('WAITAOF')
  await server.ask(command)
  await store.append('s', '1-0', { f: 'x' })
  const durable = name === 'everysec' && waits
  expect(await store.durability()).toMatchObject(durable ? { durable } : { durable, reason })
  if (name !== 'eviction') expect(await store.flush(PATIENCE_MS)).toBe(durable)
})

test('a read-only replica refuses', async () => {
  const store = await server.store()
  await server.ask('REPLICAOF 127.0.0.1 1')
  await expect(store.append('s', '1-0', { f: 'x' })).rejects.toEqual(refused)
  expect((await eventually(() => store.durability())).reason).toContain('its role is slave')
})
