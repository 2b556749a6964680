import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock as clock } from '../../lib/clock.js'
import type { SepError } from '../../model/error-codes.js'
import { openStore } from '../../store/open-store.js'
import { findServer } from '../../store/server/find.js'
import { eventually, PATIENCE_MS, type TestServer, testServer } from '../support/store-server.js'

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
  ['redis://localhost:6379?enableOfflineQueue=true', 'no options'],
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

describe('a server with a password', () => {
  const PASSWORD = 'pa/ss#%?@: '
  const user = `:${encodeURIComponent(PASSWORD)}`
  let port: number
  let child: ChildProcess
  beforeEach(async () => {
    const { binary } = (await findServer())!
    // Another process may take the port before the server has it: then the server ends.
    await eventually(async () => {
      port = await freePort()
      const flags = ['--port', String(port), '--bind', '127.0.0.1', '--requirepass', PASSWORD, '--save', '']
      child = spawn(binary, [...flags, '--dir', dataDir], { stdio: 'ignore' })
      const ended = once(child, 'exit').then(() => false)
      return Promise.race([
        ended,
        openAt(`${user}@127.0.0.1:${port}`).then(({ store }) => store.close().then(() => true)),
      ])
    })
  })
  afterEach(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
  const openAt = (rest: string, openMs = PATIENCE_MS) => openStore({ url: `redis://${rest}`, dataDir, clock, openMs })

  test('each database is one of its own, on every connection; its number is shown, the password is not', async () => {
    const place = `127.0.0.1:${port}`
    const first = await openAt(`${user}@${place}`)
    const third = await openAt(`${user}@${place}/3`)
    expect([first.description, third.description]).toEqual([
      expect.stringMatching(`^redis://${place} \\(not durable`),
      expect.stringMatching(`^redis://${place}/3 \\(not durable`),
    ])
    await third.store.write([{ op: 'set', key: 'ops:kill_switch:{a}', value: 'off' }])
    await third.store.append('stream', '1-0', { f: 'x' })
    expect(await first.store.keys('*')).toEqual([])
    expect(await third.store.keys('*')).toEqual(['ops:kill_switch:{a}', 'stream'])
    expect(await third.store.tail('stream', '0', 1000)).toHaveLength(1)
    await Promise.all([first.store.close(), third.store.close()])
  })

  test.each([16, 99])('database %i is refused with its number, and nothing is written anywhere', async (database) => {
    const place = `127.0.0.1:${port}/${database}`
    await expect(openAt(`${user}@${place}`)).rejects.toMatchObject({
      code: 'bad-config',
      message: `store redis://${place}: the server has no database ${database}`,
    })
  })

  test.each(['', ':wrong@'])('with %j as user it is refused without a password in the message', async (wrong) => {
    // The server's refusal is the reason as soon as there is one.
    const refused = (error: SepError) => /NOAUTH|WRONGPASS/.test(error.message) && error
    const error = await eventually(() => openAt(`${wrong}127.0.0.1:${port}`, 1000).then(() => false, refused))
    expect(error).toMatchObject({ code: 'store-unavailable', message: expect.not.stringContaining(PASSWORD) })
  })
})

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
