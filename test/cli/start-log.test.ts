/** A broker and a store that put the caller's secrets into their answers: no output of a process shows one. */
import { createServer } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpListener, listen } from '../../lib/listen.js'
import { packageRoot } from '../../lib/package-root.js'
import { type Finished, runProgram } from '../support/run-program.js'

const TOKEN = 'canary-7f3e-token/+of"a broker'.replaceAll(' ', '_')
const PASSWORD = 'canary-91bc-password'
const ENV_SECRET = 'canary-44aa-environment'
const ACCOUNT = '101-001-1234567-001'
const CANARY = /canary|Y2FuYXJ5|63616e617279/i

const folder = mkdtempSync(join(tmpdir(), 'sep-leaks-'))
const tokenFile = join(folder, 'token.txt')
let broker: HttpListener
const store = createSocketServer((socket) => {
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => socket.write(`-ERR not for ${bytes.toString().replaceAll(/[\r\n]+/g, ' ')}\r\n`))
})
beforeAll(async () => {
  writeFileSync(tokenFile, TOKEN, { mode: 0o600 })
  const app = createServer((request, response) => {
    const sent = request.headers.authorization ?? ''
    const encoded = Buffer.from(sent.slice('Bearer '.length)).toString('base64')
    const errorMessage = `${sent} is not enough, nor is ${encodeURIComponent(sent)} or ${encoded}`
    response
      .writeHead(400, { 'Content-Type': 'application/json' })
      .end(JSON.stringify({ errorMessage, errorCode: sent }))
  })
  broker = await listen(app.listeners('request')[0] as never, { port: 0, host: '127.0.0.1' })
  store.listen(0, '127.0.0.1')
  await once(store, 'listening')
})
afterAll(async () => {
  await broker.close()
  store.close()
  rmSync(folder, { recursive: true })
})

/** With a broker that answers, and a store that does. */
const run = (args: readonly string[], log: string) => {
  const { FORCE_COLOR: _, ...own } = process.env as Record<string, string>
  const env = { ...own, SEP_LOG: log, SOME_API_TOKEN: ENV_SECRET, SEP_DATA_HOME: folder }
  return runProgram(process.execPath, [join(packageRoot(), 'dist/cli/main.js'), ...args], {
    cwd: folder,
    timeout: 60_000,
    env,
  })
}
const brokerFlags = () => [
  '--env',
  'paper',
  '--account',
  ACCOUNT,
  '--token-file',
  tokenFile,
  '--rest-url',
  broker.url,
  '--stream-url',
  broker.url,
]
const storeUrl = () => `redis://user:${PASSWORD}@127.0.0.1:${(store.address() as { port: number }).port}`

type Args = () => readonly string[]
const CASES: readonly (readonly [name: string, log: 'json' | 'text', args: Args])[] = [
  ['doctor, the broker refuses', 'json', () => ['doctor', ...brokerFlags()]],
  ['doctor, the broker refuses', 'text', () => ['doctor', ...brokerFlags()]],
  ['fetch, the broker refuses', 'json', () => ['fetch', '--once', ...brokerFlags(), '--store', 'memory']],
  ['live, the store refuses', 'json', () => ['live', ...brokerFlags(), '--store', storeUrl(), '--port', '0']],
  ['api, the store refuses', 'text', () => ['api', '--account', ACCOUNT, '--store', storeUrl(), '--port', '0']],
  ['an address that is none', 'json', () => ['api', '--store', `redis://user:${PASSWORD}@:x/y`, '--port', '0']],
  ['a secret as a setting', 'json', () => ['fetch', ...brokerFlags(), '--pairs', ENV_SECRET, '--store', 'memory']],
]

describe('secrets of the caller are in no output', () => {
  const runs = new Map<Args, Promise<Finished>>()
  // They wait for what refuses them: together.
  beforeAll(() => {
    for (const [, log, args] of CASES) runs.set(args, run(args(), log))
  })

  test.each(CASES)('%s, SEP_LOG=%s', async (_name, log, args) => {
    const { code, out, err } = await runs.get(args)!
    expect(code).not.toBe(0)
    expect(`${out}${err}`).not.toMatch(CANARY)
    const lines = err.split('\n').filter((line) => line !== '')
    expect(lines.length + out.length).toBeGreaterThan(0)
    if (log === 'json')
      for (const line of lines)
        expect(JSON.parse(line)).toMatchObject({ command: args()[0], level: expect.any(String) })
  })

  test('nor in any file that they left', async () => {
    await Promise.all(runs.values())
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
    const others = files.filter(({ name }) => name !== 'token.txt')
    for (const { parentPath, name } of others)
      expect(readFileSync(join(parentPath, name), 'latin1')).not.toMatch(CANARY)
  })
})

test('another form is refused before the command runs', async () => {
  expect(await run(['graph'], 'xml')).toEqual({ code: 2, out: '', err: 'sep: SEP_LOG=xml: write json or text\n' })
})
