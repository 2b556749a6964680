/** Services under SEP_LOG=json: every line of each process is one of its log. Those of `npm run deploy:local` are tested with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../../lib/package-root.js'
import { isJsonLog } from '../../support/commands/json-log.js'
import { watched } from '../../support/secrets/watched.js'
import { type TestServer, testServer } from '../../support/store-server.js'
import { until } from '../../support/until.js'

const MAIN = join(packageRoot(), 'dist/cli/main.js')
const WAIT_MS = 60_000
const folder = mkdtempSync(join(tmpdir(), 'sep-service-logs-'))
const tokenFile = join(folder, 'token.txt')
let server: TestServer
beforeAll(async () => {
  writeFileSync(tokenFile, 'a-token-of-paper', { mode: 0o600 })
  server = await testServer()
})
afterAll(async () => {
  await server.end()
  rmSync(folder, { recursive: true })
})

const account = () => ['--store', server.now().socket, '--env', 'paper', '--account', '101-001-1000001-001']
/** Nothing listens there. */
const broker = () => [...account(), '--rest-url', 'http://127.0.0.1:1', '--token-file', tokenFile]

/** A module that does this at TERM, for Node to load first. */
const hook = (atTerm: string): string => {
  const path = join(folder, `hook-${atTerm.length}.mjs`)
  writeFileSync(path, `process.on('SIGTERM', () => { ${atTerm} })`)
  return path
}

/** Runs until a line has `text`, then gets TERM; all that it has written, and how it ended. */
const run = async (args: readonly string[], text: string, atTerm = '') => {
  const env = {
    ...{ ...process.env, SEP_LOG: 'json', SEP_DATA_HOME: folder, SEP_CACHE_DIR: folder },
    ...(atTerm === '' ? {} : { NODE_OPTIONS: `--import ${hook(atTerm)}` }),
  }
  const child = watched(spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] }), env)
  let [out, err] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()))
  const ended = once(child, 'close')
  const seen = () => `${out}${err}`
  await until(text, WAIT_MS, () => seen().includes(text) || child.exitCode !== null, seen)
  child.kill('SIGTERM')
  await ended
  return { code: child.exitCode, log: seen() }
}

type Case = [name: string, args: () => readonly string[], text: string, atTerm?: string]
const worker = () => ['worker', '--workers', '1', '--store', server.now().socket]
const CASES: readonly Case[] = [
  ['a service without an interface', worker, 'waits for trials'],
  ['a part that computes', () => ['evaluate', '--port', '0', ...account()], 'shows whether it trades'],
  [
    'a part that has a broker, which is away',
    () => ['live', '--nodes', 'candle..allocate', '--port', '0', ...broker()],
    'shows whether it trades',
  ],
  ['the demo', () => ['demo', '--port', '0', '--days', '2', '--pairs', 'EUR_USD'], 'trading starts'],
  ['a usage error', () => ['ws', '--port', 'x'], 'level'],
  ['a warning of Node', worker, 'waits for trials', "process.emitWarning('a-canary')"],
  ['a bug that ends it', worker, 'waits for trials', "throw new Error('a-canary')"],
]

describe('all that a service prints', () => {
  const runs = new Map<string, ReturnType<typeof run>>()
  // They mostly wait: together.
  beforeAll(() => {
    for (const [name, args, text, atTerm] of CASES) runs.set(name, run(args(), text, atTerm))
  })

  test.each(CASES)('%s', async (name, args, _text, atTerm) => {
    const { code, log } = await runs.get(name)!
    expect(isJsonLog(log, args()[0] as string), log).toBe(true)
    if (atTerm?.startsWith('process'))
      expect({ code, log }).toMatchObject({
        code: 0,
        log: expect.stringMatching(/"level":"warn".*a-canary/) as unknown,
      })
    else if (atTerm)
      expect({ code, log }).toMatchObject({
        ...{ code: 1, log: expect.stringMatching(/"level":"error".*bug.*a-canary/) as unknown },
      })
  })
})
