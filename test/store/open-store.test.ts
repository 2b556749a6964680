import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock as clock } from '../../lib/clock.js'
import { openStore } from '../../store/open-store.js'
import { type TestServer, testServer } from '../support/store-server.js'

let dataDir: string
let server: TestServer | undefined
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sep-open-'))
})
afterEach(async () => {
  await server?.end()
  server = undefined
  rmSync(dataDir, { recursive: true, force: true })
})

test('without a URL a server is started, and ends with the store', async () => {
  const { store, description } = await openStore({ dataDir, clock })
  expect(store.kind).toBe('valkey')
  expect(description).toMatch(/^(Valkey|Redis) [\d.]+, started at .*store\.sock \(append-only file, .*\)$/)
  await store.append('s', '1-0', { f: 'x' })
  await store.close()
  const again = await openStore({ dataDir, clock })
  expect(again.description).toContain(', started at ')
  expect(await again.store.lastId('s')).toBe('1-0')
  await again.store.close()
})

test('a second one uses the same server', async () => {
  const first = await openStore({ dataDir, clock })
  const second = await openStore({ dataDir, clock })
  expect(second.description).toContain(', already running at ')
  await second.store.append('s', '1-0', { f: 'x' })
  await second.store.close()
  expect(await first.store.lastId('s')).toBe('1-0')
  await first.store.close()
})

test('a URL goes first, also a path; nothing is started then', async () => {
  server = await testServer()
  for (const url of [server.now().socket, `unix://${server.now().socket}`]) {
    const { store, description } = await openStore({ url, dataDir: join(dataDir, 'unused'), clock })
    expect(description).toContain(server.now().socket)
    await store.close()
  }
})

test.each([
  ['http://localhost:6379', 'http://'],
  ['redis://localhost:6379?enableOfflineQueue=true', 'redis://'],
])('%s is refused', async (url, part) => {
  await expect(openStore({ url, dataDir, clock })).rejects.toMatchObject({
    code: 'bad-config',
    message: expect.stringContaining(part),
  })
})

test('no server at the address: unavailable, and the password is not shown', async () => {
  const opening = openStore({ url: 'redis://user:hunter2@127.0.0.1:1', dataDir, clock, openMs: 100 })
  await expect(opening).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.not.stringContaining('hunter2'),
  })
})
