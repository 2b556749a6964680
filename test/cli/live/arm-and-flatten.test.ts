/** Operator commands on a pipeline: what reaches the store, and what is refused before anything is written. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addArm } from '../../../cli/live/arm.js'
import { addFlatten } from '../../../cli/live/flatten.js'
import { type ControlRequest, decodeControlRequest } from '../../../streams/control/request.js'
import type { Store } from '../../../store/store.js'
import { packageRoot } from '../../../lib/package-root.js'
import { eventually, testServer, type TestServer } from '../../support/store-server.js'
import { runCli } from '../../support/run-cli.js'

const PRACTICE = '101-001-1234567-001'
const REAL = '001-001-1234567-001'
const utf8 = new TextDecoder()

describe('arm and flatten', () => {
  let server: TestServer
  let store: Store
  beforeAll(async () => {
    server = await testServer()
    store = await server.store()
  })
  afterAll(() => server.end())
  beforeEach(async () => {
    const keys = await store.keys('*')
    if (keys.length > 0) await store.write(keys.map((key) => ({ op: 'delete', key })))
  })
  const storeFlags = () => ['--store', server.now().socket]
  const arm = (...argv: string[]) => runCli(addArm, ['arm', ...storeFlags(), ...argv])
  const flatten = (...argv: string[]) => runCli(addFlatten, ['flatten', ...storeFlags(), ...argv])
  const asked = async (account: string): Promise<readonly ControlRequest[]> =>
    (await store.range(`sep:stream:{${account}}:control`, '0')).map(({ id, fields }) =>
      decodeControlRequest(id, fields),
    )
  const switches = async (account: string) => {
    const [kill, mode] = await store.values([`ops:kill_switch:{${account}}`, `ops:trading_mode:{${account}}`])
    return [kill && utf8.decode(kill), mode && utf8.decode(mode)]
  }
  const refusal = (ran: { readonly error?: unknown }) => (ran.error as Error).message

  test('arm: kill switch off, mode trading, and the pipeline is notified', async () => {
    expect((await arm('--account', PRACTICE)).out).toBe(`${PRACTICE}: kill switch off, mode trading\n`)
    expect(await switches(PRACTICE)).toEqual(['off', 'trading'])
    expect(await asked(PRACTICE)).toEqual([
      { kind: 'mode', paused: false },
      { kind: 'kill', on: false, flatten: false },
    ])
  })

  test('arm --off: kill switch on; the mode stays and nothing is closed', async () => {
    await arm('--account', PRACTICE)
    const ran = await arm('--account', PRACTICE, '--off', '--json')
    expect(JSON.parse(ran.out)).toMatchObject({ account: PRACTICE, killSwitch: true })
    expect(await switches(PRACTICE)).toEqual(['on', 'trading'])
    expect((await asked(PRACTICE)).at(-1)).toEqual({ kind: 'kill', on: true, flatten: false })
  })

  test('the environment forces the kill switch on at the start of a pipeline, before the broker answers', async () => {
    await arm('--account', PRACTICE)
    const token = join(mkdtempSync(join(tmpdir(), 'sep-token-')), 'token')
    writeFileSync(token, 'token-0123456789\n', { mode: 0o600 })
    const flags = ['--env', 'paper', '--account', PRACTICE, '--token-file', token, '--rest-url', 'http://127.0.0.1:9']
    const child = spawn(
      process.execPath,
      [join(packageRoot(), 'dist/cli/main.js'), 'live', ...flags, ...storeFlags(), '--port', '0'],
      { env: { ...process.env, KILL_SWITCH_FORCE_ENV: '1', KILL_SWITCH: 'on' }, stdio: 'ignore' },
    )
    const ended = once(child, 'close')
    try {
      await eventually(async () => (await switches(PRACTICE))[0] === 'on')
    } finally {
      child.kill('SIGTERM')
    }
    expect(await ended).toEqual([0, null])
  })

  test.each([[[]], [['--confirm', PRACTICE]], [['--confirm', '']]])(
    'arm with real money and %j is refused, and nothing is written',
    async (flags) => {
      expect(refusal(await arm('--account', REAL, ...flags))).toBe(`${REAL} has real money: add --confirm ${REAL}`)
      expect(await store.keys('*')).toEqual([])
    },
  )

  test('arm with real money and its id repeated', async () => {
    expect((await arm('--account', REAL, '--confirm', REAL)).error).toBeUndefined()
    expect(await switches(REAL)).toEqual(['off', 'trading'])
  })

  test('arm --off needs no confirmation, with real money or not', async () => {
    expect((await arm('--account', REAL, '--off')).out).toBe(`${REAL}: kill switch ON\n`)
    expect(await switches(REAL)).toEqual(['on', null])
  })

  test.each([
    [['--pair', 'EUR_USD'], 'EUR_USD', 'EUR_USD'],
    [['--all'], null, 'everything'],
  ])('flatten %j requests it and leaves the switches alone', async (flags, pair, named) => {
    const ran = await flatten('--account', REAL, ...flags)
    expect(ran.out).toMatch(new RegExp(`^${REAL}: requested to close ${named} \\(request \\d+-\\d+\\)\\n$`))
    expect(await asked(REAL)).toEqual([{ kind: 'flatten', pair }])
    expect(await switches(REAL)).toEqual([null, pair === null ? 'paused' : null])
  })

  test.each([
    [[], 'give either --pair or --all'],
    [['--all', '--pair', 'EUR_USD'], 'give either --pair or --all'],
    [['--pair', 'eurusd'], '--pair eurusd: write an instrument like EUR_USD'],
  ])('flatten %j is refused, and nothing is written', async (flags, message) => {
    expect(refusal(await flatten('--account', PRACTICE, ...flags))).toBe(message)
    expect(await store.keys('*')).toEqual([])
  })
})
