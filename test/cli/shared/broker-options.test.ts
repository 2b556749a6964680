import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BrokerOptions, brokerTargetOf, withBroker } from '../../../cli/shared/broker-options.js'

describe('brokerTargetOf', () => {
  let folder: string
  let env: Readonly<Record<string, string>>
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sep-options-'))
    writeFileSync(join(folder, 'token'), 'a-token-of-a-file\n', { mode: 0o600 })
    writeFileSync(join(folder, 'open'), 'a-token-for-all\n', { mode: 0o644 })
    env = {
      OANDA_ENV: 'paper',
      OANDA_ACCOUNT_ID: '101-001-1234567-001',
      OANDA_TOKEN_FILE: join(folder, 'token'),
      OANDA_REST_URL: 'http://127.0.0.1:8100',
      SEP_STORE_URL: 'redis://127.0.0.1:6379',
      SEP_STORE_BIN: '',
    }
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const target = (argv: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const command = withBroker(new Command('x')).exitOverride()
    command.parse(['node', 'sep', ...argv])
    return brokerTargetOf(command.opts<BrokerOptions>(), { ...env, ...more })
  }

  test('everything from the environment', () => {
    const found = target([])
    expect(found).toMatchObject({
      token: 'a-token-of-a-file',
      storeUrl: 'redis://127.0.0.1:6379',
      storeBinary: undefined,
      speed: 1,
      warnings: [],
      target: {
        environment: 'paper',
        accountId: '101-001-1234567-001',
      },
    })
    expect(found.target.rest.href).toBe('http://127.0.0.1:8100/')
    expect(found.target.stream.href).toBe('http://127.0.0.1:8100/')
  })

  test('flags take precedence', () => {
    const found = target([
      '--account',
      '101-001-7654321-002',
      '--token-file',
      join(folder, 'open'),
      '--store',
      '/tmp/sock',
      '--rest-url',
      'http://localhost:1',
      '--stream-url',
      'http://localhost:2',
      '--speed',
      '60x',
    ])
    expect(found).toMatchObject({ token: 'a-token-for-all', storeUrl: '/tmp/sock', speed: 60 })
    expect([found.target.accountId, found.target.rest.port, found.target.stream.port]).toEqual([
      '101-001-7654321-002',
      '1',
      '2',
    ])
    expect(found.warnings).toEqual([expect.stringContaining('chmod 600')])
  })

  test.each([
    [[], { OANDA_ENV: '' }, '--env is needed (or OANDA_ENV)'],
    [[], { OANDA_ENV: 'demo' }, 'OANDA_ENV demo: one of paper, practice, live'],
    [[], { OANDA_ACCOUNT_ID: '' }, '--account is needed (or OANDA_ACCOUNT_ID)'],
    [[], { OANDA_TOKEN_FILE: '' }, '--token-file is needed (or OANDA_TOKEN_FILE)'],
    [[], { OANDA_REST_URL: '' }, 'paper needs --rest-url (or OANDA_REST_URL)'],
    [[], { OANDA_REST_URL: 'https://api-fxtrade.oanda.com' }, 'a real host is not paper'],
    [['--env', 'live'], { OANDA_REST_URL: '' }, 'is not an account of live'],
    [['--env', 'practice'], {}, 'is not the host of practice'],
    [['--speed', '0'], {}, '--speed 0: a number from'],
    [['--env', 'practice', '--speed', '2'], { OANDA_REST_URL: '' }, 'only the clock of a paper broker'],
  ] as const)('%j with %j is refused', (argv, more, message) => {
    expect(() => target(argv, more)).toThrow(message)
  })

  test('no message contains the token', () => {
    try {
      target([], { OANDA_ENV: 'live', OANDA_REST_URL: '' })
    } catch (error) {
      expect(String(error)).not.toContain('a-token')
    }
  })
})
