import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock as clock } from '../../../lib/clock.js'
import { inlineCommand } from '../../../store/server/inline-command.js'
import { findServer } from '../../../store/server/find.js'
import { type SpawnedServer, spawnStore } from '../../../store/server/spawn.js'
import { supervised } from '../../../store/server/supervised-process.js'
import { eventually, PATIENCE_MS } from '../../support/store-server.js'

let dataDir: string
const servers: SpawnedServer[] = []
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sep-spawn-'))
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
  rmSync(dataDir, { recursive: true, force: true })
})
const start = async (options: { readonly binary?: string; readonly dataDir?: string } = {}): Promise<SpawnedServer> => {
  const server = await spawnStore({ dataDir, clock, ...options })
  if (!server)
    throw new Error('neither valkey-server nor redis-server (7.0 or newer) is installed: apt-get install redis-server')
  servers.push(server)
  return server
}
const ask = (socket: string, command: string) => inlineCommand(clock, socket, command, PATIENCE_MS)
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('all files are in its folder, for its user only; no port is open', async () => {
  const server = await start()
  expect(server.owned).toBe(true)
  expect(server.version).toMatch(/^(Valkey|Redis) \d+\.\d+/)
  expect(statSync(server.socket).mode & 0o077).toBe(0)
  expect(existsSync(join(dataDir, 'appendonlydir'))).toBe(true)
  const config = await ask(server.socket, 'CONFIG GET port')
  expect(config?.split('\r\n')).toContain('0')
})

test('closing ends the server, keeps the data and leaves no lock', async () => {
  const first = await start()
  await ask(first.socket, 'SET k kept')
  await first.close()
  await first.close()
  expect(isAlive(first.pid)).toBe(false)
  expect(existsSync(join(dataDir, 'store.lock'))).toBe(false)
  expect(existsSync(first.socket)).toBe(false)
  const second = await start()
  expect(await ask(second.socket, 'GET k')).toContain('kept')
})

test('a second start uses the running server and does not end it', async () => {
  const first = await start()
  const second = await start()
  expect(second).toMatchObject({ owned: false, pid: first.pid, socket: first.socket })
  await second.close()
  expect(await ask(first.socket, 'PING')).toBe('+PONG\r\n')
})

test('of many concurrent starts, one owns the server', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => start()))
  expect(all.filter(({ owned }) => owned)).toHaveLength(1)
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(1)
})

test.each([
  ['of a process that is gone', () => JSON.stringify({ owner: 2 ** 22 + 1, server: 2 ** 22 + 2 })],
  ['of a process that ended before its server ran', () => JSON.stringify({ owner: 2 ** 22 + 1 })],
])('a lock %s is taken over', async (_, text) => {
  writeFileSync(join(dataDir, 'store.lock'), text())
  expect((await start()).owned).toBe(true)
  expect(JSON.parse(readFileSync(join(dataDir, 'store.lock'), 'utf8'))).toMatchObject({ owner: process.pid })
})

test('after kill -9 of the server a new one starts on its data', async () => {
  const first = await start()
  await ask(first.socket, 'SET k kept')
  process.kill(first.pid, 'SIGKILL')
  const second = await start()
  expect(second.pid).not.toBe(first.pid)
  expect(await ask(second.socket, 'GET k')).toContain('kept')
})

test('a server that cannot start gives the reason, and the lock is free again', async () => {
  mkdirSync(join(dataDir, 'appendonlydir'))
  writeFileSync(join(dataDir, 'appendonlydir', 'appendonly.aof.manifest'), 'nonsense\n')
  await expect(start()).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringMatching(/does not start: .*AOF/i),
  })
  expect(existsSync(join(dataDir, 'store.lock'))).toBe(false)
})

test.each(['/no/such/server', '/bin/true'])('a program that is not a server is refused: %s', async (binary) => {
  await expect(start({ binary })).rejects.toMatchObject({
    code: 'bad-config',
    message: expect.stringContaining(binary),
  })
})

test('a path too long for a socket is refused with its limit', async () => {
  const deep = join(dataDir, 'x'.repeat(120))
  await expect(start({ dataDir: deep })).rejects.toMatchObject({
    code: 'bad-config',
    message: expect.stringContaining('100'),
  })
})

test('the server ends when the process that started it is killed', async () => {
  const program = await findServer()
  const socket = join(dataDir, 's.sock')
  const args = supervised(program?.binary ?? '', [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--dir',
    dataDir,
    '--save',
    '',
  ])
  // A parent without our code: it starts the shell with a pipe on its standard input, as spawnStore does.
  const parent = spawn(process.execPath, [
    '-e',
    `const options = { stdio: ['pipe', 'ignore', 'ignore'], detached: true };
     require('child_process').spawn('/bin/sh', ${JSON.stringify(args)}, options);
     setInterval(() => {}, 1000)`,
  ])
  const info = await eventually(() => ask(socket, 'INFO server'))
  const pid = Number(/process_id:(\d+)/.exec(info)?.[1])
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await eventually(async () => !isAlive(pid))
  expect(await ask(socket, 'PING')).toBeNull()
})
