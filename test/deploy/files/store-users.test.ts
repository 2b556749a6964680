/** The users of the store that deploy.sh makes, on a real server: what each may do, and that a killed server loses nothing. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock as clock } from '../../../lib/clock.js'
import { findServer } from '../../../store/server/find.js'
import { inlineCommand } from '../../../store/server/inline-command.js'
import { runProgram } from '../../support/run-program.js'
import { until } from '../../support/until.js'
import { DEPLOY } from './compose-file.js'

const USERS = readFileSync(join(DEPLOY, 'deploy.sh'), 'utf8')
  .split('\n')
  .filter((line) => /^user \w+ o(n|ff) /.test(line))
  .map((line) => line.replace(/#\$digest/, '>secret'))

let folder: string
let server: ChildProcess | undefined
const socket = () => join(folder, 's')
const start = async (): Promise<void> => {
  const program = await findServer()
  if (!program) throw new Error('neither valkey-server nor redis-server is installed')
  const flags = ['--port', '0', '--unixsocket', socket(), '--dir', folder, '--aclfile', join(folder, 'users')]
  server = spawn(program.binary, [...flags, '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''], {
    stdio: 'ignore',
  })
  await until('the server answers', 60_000, async () => (await inlineCommand(clock, socket(), 'PING', 500)) !== null)
}
const kill = async (): Promise<void> => {
  const ended = new Promise((resolve) => server?.once('close', resolve))
  server?.kill('SIGKILL')
  await ended
  rmSync(socket(), { force: true })
}
const ask = async (user: string, ...words: readonly string[]): Promise<string> => {
  const login = ['--user', user, '--pass', 'secret', '--no-auth-warning']
  const { out, err } = await runProgram('redis-cli', ['-s', socket(), ...login, ...words], {
    cwd: folder,
    timeout: 60_000,
  })
  return `${out}${err}`.trim()
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sep-users-'))
  writeFileSync(join(folder, 'users'), `${USERS.join('\n')}\n`)
  await start()
})
afterEach(async () => {
  await kill()
  rmSync(folder, { recursive: true })
})

test('a server that was killed has every entry of a script: its transactions are loaded by the rights of the default user', async () => {
  const script =
    "for i = 1, 3 do redis.call('XADD', KEYS[1], i .. '-0', 'a', 'b') end return redis.call('XLEN', KEYS[1])"
  expect(await ask('sep', 'EVAL', script, '1', 'stream')).toBe('3')
  await kill()
  await start()
  await until('the file is loaded', 60_000, async () => (await ask('sep', 'PING')) === 'PONG')
  expect(await ask('sep', 'XLEN', 'stream')).toBe('3')
})

test.each([
  ['nobody without a name', 'default', ['GET', 'a'], /NOAUTH|WRONGPASS/],
  ['the services: no FLUSHALL', 'sep', ['FLUSHALL'], /NOPERM/],
  ['the services: no SHUTDOWN', 'sep', ['SHUTDOWN', 'NOSAVE'], /NOPERM/],
  ['the services: no CONFIG SET', 'sep', ['CONFIG', 'SET', 'appendonly', 'no'], /NOPERM/],
  ['the services: they read whether writes are durable', 'sep', ['CONFIG', 'GET', 'appendfsync'], /always/],
  ['the health check: PING', 'health', ['PING'], /^PONG$/],
  ['the health check: nothing else', 'health', ['GET', 'a'], /NOPERM/],
  ['the backup: no reads of its own', 'backup', ['GET', 'a'], /NOPERM/],
])('%s', async (_what, user, words, answer) => {
  expect(await ask(user, ...words)).toMatch(answer)
})
