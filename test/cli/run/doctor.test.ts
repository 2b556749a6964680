/** `sep doctor` as a user types it: alone, and with the flags of a broker. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { addDoctor } from '../../../cli/run/doctor.js'
import type { Finding } from '../../../app/doctor/finding.js'
import { ACCOUNT, TOKEN } from '../../support/start-broker.js'
import { runCli } from '../../support/run-cli.js'
import { doctorBench } from './doctor-bench.js'

const OF_THE_MACHINE = ['node', 'kernel', 'time zones', 'cache', 'leverage', 'warm-up', 'terms', 'financing']

describe('sep doctor', () => {
  const bench = doctorBench()
  const { folder, flags } = bench
  beforeAll(() => writeFileSync(join(folder, 'open'), TOKEN, { mode: 0o644 }))
  const findings = async (...argv: string[]): Promise<readonly Finding[]> => {
    const ran = await runCli(addDoctor, ['doctor', '--json', ...argv])
    if (ran.error) throw ran.error
    return (JSON.parse(ran.out) as { readonly findings: readonly Finding[] }).findings
  }

  test('alone it checks the machine and the settings', async () => {
    expect((await findings()).map(({ check }) => check)).toEqual(OF_THE_MACHINE)
    expect(process.exitCode).toBeUndefined()
  })

  test('with a broker it checks the account and the store too; a first start is no failure', async () => {
    const found = await findings(...flags())
    expect(found.map(({ check }) => check)).toEqual([
      ...OF_THE_MACHINE,
      ...[
        'broker',
        'clock',
        'account',
        'division',
        'instruments',
        'sizes',
        'margin',
        'prices',
        'store',
        'lease',
        'kill switch',
        'mode',
        'snapshots',
        'contract',
      ],
    ])
    expect(found.filter(({ state }) => state === 'failed')).toEqual([])
    expect(found).toContainEqual({ check: 'store', state: 'ok', says: expect.stringContaining('append-only file') })
    expect(process.exitCode).toBeUndefined()
  })

  test('what would keep sep live from trading is a line and exit code 1', async () => {
    const ran = await runCli(addDoctor, ['doctor', ...flags(), '--pairs', 'EUR_USD,GBP_USD'])
    expect(ran.out).toMatch(/failed.* instruments: account \S+: GBP_USD cannot be traded there\n/)
    expect(process.exitCode).toBe(1)
  })

  test('a token that others can read is reported, and not shown', async () => {
    const found = await findings(...flags('open'))
    expect(found).toContainEqual({ check: 'token', state: 'warning', says: expect.stringContaining('chmod 600') })
    expect(JSON.stringify(found)).not.toContain(TOKEN)
  })

  test('the answers are saved without account and amounts, and can be judged again', async () => {
    const found = await findings(...flags(), '--save', join(folder, 'kept'))
    const [name] = readdirSync(join(folder, 'kept'))
    expect(name).toMatch(/^oanda-paper-001-\d{4}-\d\d-\d\d\.json$/)
    expect(found.at(-1)).toMatchObject({ check: 'saved', state: 'ok', says: expect.stringContaining(name!) })
    const text = readFileSync(join(folder, 'kept', name!), 'utf8')
    expect(text).not.toMatch(/1234567|100000\.0000/)
    expect(text).not.toContain(TOKEN)
    expect(await findings('--judge', join(folder, 'kept', name!))).toEqual([
      { check: 'contract', state: 'ok', says: expect.stringContaining('as known') },
    ])
  })

  test.each([
    [['--save', '.'], '--save, --amounts and --place-test-order need a broker'],
    [['--judge', 'nowhere.json'], 'nowhere.json: ENOENT: cannot be read'],
    [['--judge', 'package.json'], 'package.json: not saved answers of the broker'],
  ])('%j is refused', async (argv, message) => {
    expect((await runCli(addDoctor, ['doctor', ...argv])).error).toMatchObject({
      message: expect.stringContaining(message),
    })
  })

  test('without a token it is one line, and nothing is asked', async () => {
    const found = await findings('--env', 'practice', '--account', ACCOUNT)
    expect(found.map(({ check }) => check)).toEqual([...OF_THE_MACHINE, 'token'])
    expect(found.at(-1)).toMatchObject({ state: 'failed', says: expect.stringContaining('--token-file') })
    expect(process.exitCode).toBe(1)
  })

  test.each([
    ['missing', 'none', 'ENOENT'],
    ['an account id', ACCOUNT, 'holds an account id'],
    ['several lines', 'abcdefgh\nabcdefgh', 'not an access token'],
  ])('a token file that is %s is one line', async (_, text, message) => {
    if (text !== 'none') writeFileSync(join(folder, 'wrong'), text, { mode: 0o600 })
    const found = await findings(...flags(text === 'none' ? 'none' : 'wrong'))
    expect(found.at(-1)).toMatchObject({ check: 'token', state: 'failed', says: expect.stringContaining(message) })
    expect(process.exitCode).toBe(1)
  })

  test('without a network it is one line', async () => {
    const away = ['--rest-url', 'http://127.0.0.1:1', '--token-file', join(folder, 'token')]
    const found = await findings('--env', 'paper', '--account', ACCOUNT, ...away, '--store', bench.server.now().socket)
    expect(found.filter(({ state }) => state === 'failed')).toEqual([
      { check: 'broker', state: 'failed', says: expect.stringContaining('GET /v3/accounts: ECONNREFUSED') },
    ])
    expect(process.exitCode).toBe(1)
  })

  test.each([
    [['--env', 'paper'], '--account is needed', 2],
    [['--account', ACCOUNT], '--env is needed (or OANDA_ENV)', 2],
    [['--store', '/nowhere'], '--env is needed (or OANDA_ENV)', 2],
    [['--env', 'practice', '--account', '12345'], 'digits alone name a legacy account', 2],
    [['--env', 'practice', '--account', '101-1'], 'is not of the form 101-001-1234567-001', 2],
    [['--env', 'live', '--account', ACCOUNT], 'is not an account of live', 1],
    [['--judge', 'nowhere.json'], 'nowhere.json: ENOENT: cannot be read', 1],
    [['--explain', 'WHIM'], 'not a reason or status that is known', 2],
  ])(
    '%j is refused before any request; as JSON it is one object, the refusal its last finding',
    async (argv, message, code) => {
      expect((await runCli(addDoctor, ['doctor', ...argv])).error).toMatchObject({
        message: expect.stringContaining(message),
      })
      expect((await findings(...argv)).at(-1)).toEqual({
        ...{ check: 'refused', state: 'failed', says: expect.stringContaining(message) },
      })
      expect(process.exitCode).toBe(code)
    },
  )
})
