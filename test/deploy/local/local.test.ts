/** `npm run deploy:local` with real processes: all healthy, one that is killed comes back, a second one is refused, ^C ends all. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packageRoot } from '../../../lib/package-root.js'
import { isJsonLog } from '../../support/commands/json-log.js'
import { runProgram } from '../../support/run-program.js'
import { until } from '../../support/until.js'
import { freePorts } from './free-ports.js'

const MAIN = join(packageRoot(), 'dist/cli/local/main.js')
// The last call asks for the 8 from 30 on.
const PORT = await freePorts(38)
const ACCOUNT = '101-001-1000001-001'
const SERVICES = ['broker', 'live', 'api', 'ws', 'hydrate', 'fetch']

let home: string
let child: ChildProcess | null
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sep-local-'))
  child = null
})
afterEach(async () => {
  if (child?.exitCode === null) {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  // What it started ends with it.
  await until('nothing left', 60_000, () => processesOf(home).length === 0)
  rmSync(home, { recursive: true, force: true })
})

const settings = (more: Readonly<Record<string, string>> = {}) => ({
  ...{ PATH: process.env['PATH'] ?? '', HOME: home, SEP_DATA_HOME: home, HOTBAND_PAIRS: 'EUR_USD' },
  ...more,
})

/** Processes whose command line names our data folder: all but the store's. */
const processesOf = (folder: string): readonly { readonly pid: number; readonly args: string }[] =>
  spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .flatMap((line) => {
      const [, pid, args] = /^\s*(\d+) (.*)$/.exec(line) ?? []
      return args?.includes(folder) === true ? [{ pid: Number(pid), args }] : []
    })

const api = () => processesOf(home).find(({ args }) => args.startsWith(process.execPath) && / api --store /.test(args))
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const isHealthy = (): Promise<boolean> =>
  fetch(`http://127.0.0.1:${PORT}/health`).then(
    (answer) => answer.ok,
    () => false,
  )
const second = (port: number, env = settings()) =>
  runProgram(process.execPath, [MAIN, '--port', `${port}`], { cwd: home, timeout: 60_000, env })

test('the services of an account start, stay and end together', async () => {
  const started = spawn(process.execPath, [MAIN, '--port', `${PORT}`, '--speed', '60'], {
    env: settings({ SEP_LOG: 'json' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  const seen = { out: '', err: '' }
  started.stdout.on('data', (text) => (seen.out += String(text)))
  started.stderr.on('data', (text) => (seen.err += String(text)))
  const all = () => `${seen.out}${seen.err}`
  await until('the table', 60_000, () => seen.out.includes('^C ends all.'), all)

  const folder = join(home, 'paper', ACCOUNT)
  expect(seen.out.match(/^\w+(?= +(http|\/))/gm)).toEqual(['store', ...SERVICES])
  expect(seen.out).toContain(`token link --token-file '${folder}/local/tokens' --url http://localhost:${PORT}`)
  for (const name of ['tokens', 'broker-token', 'live.log'])
    expect(statSync(join(folder, 'local', name)).mode & 0o077, name).toBe(0)
  const secret = readFileSync(join(folder, 'local', 'broker-token'), 'utf8').trim()
  expect(
    all() +
      processesOf(home)
        .map(({ args }) => args)
        .join(),
  ).not.toContain(secret)
  const ready = await fetch(`http://127.0.0.1:${PORT + 1}/ready`)
  expect(((await ready.json()) as { readonly ready: boolean }).ready).toBe(ready.status === 200)

  const before = api()
  process.kill(before?.pid as number, 'SIGKILL')
  await until(
    'another api',
    60_000,
    async () => (api()?.pid ?? before?.pid) !== before?.pid && (await isHealthy()),
    all,
  )
  expect(seen.err).toContain('api has ended (exit code 137); it is started again')

  expect(await second(PORT)).toMatchObject({
    code: 2,
    err: `sep: port ${PORT} of 127.0.0.1 is in use; choose another with --port\n`,
  })
  expect((await second(PORT + 10)).err).toContain('the account runs already: another process has the store in')
  expect(await isHealthy()).toBe(true)

  const { server } = JSON.parse(readFileSync(join(folder, 'store.lock'), 'utf8')) as { readonly server: number }
  expect(isAlive(server)).toBe(true)
  const ended = once(started, 'exit')
  started.kill('SIGINT')
  expect(await ended, all()).toEqual([0, null])
  expect({ left: processesOf(home), isStoreAlive: isAlive(server) }).toEqual({ left: [], isStoreAlive: false })
  for (const name of SERVICES)
    expect(isJsonLog(readFileSync(join(folder, 'local', `${name}.log`), 'utf8'), name), name).toBe(true)
}, 120_000)

test('a service that ends before it is healthy ends all, with the last line of its log', async () => {
  const { code, err } = await second(PORT + 30, settings({ SEP_COMMISSION: 'nonsense' }))
  expect({ code, err }).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^sep: broker ended: .*nonsense.*\.log\)$/m) as unknown,
  })
  expect(processesOf(home)).toEqual([])
}, 60_000)

test.each([
  ['a token without its environment', { OANDA_TOKEN_FILE: 'x' }, 'OANDA_TOKEN_FILE is set without OANDA_ENV'],
  ['practice without an account', { OANDA_ENV: 'practice' }, '--account is needed (or OANDA_ACCOUNT_ID)'],
  ['a store of its own', { SEP_STORE_URL: 'redis://localhost' }, 'SEP_STORE_URL is set'],
  ['a wrong environment', { OANDA_ENV: 'papier' }, 'OANDA_ENV papier: one of paper, practice, live'],
])('refused before anything starts: %s', async (_, env, text) => {
  const { code, err } = await second(PORT + 20, settings(env))
  expect({ code, isNamed: err.includes(text), lines: err.trim().split('\n').length, err }).toMatchObject({
    ...{ code: 2, isNamed: true, lines: 1 },
  })
  expect(existsSync(join(home, 'paper'))).toBe(false)
})
