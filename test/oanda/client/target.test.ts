import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { scrubber } from '../../../oanda/client/scrub.js'
import { oandaTarget, type TargetOptions } from '../../../oanda/client/target.js'
import { readTokenFile } from '../../../oanda/client/token-file.js'

const PRACTICE = '101-001-1234567-001'
const LIVE = '001-004-123456-001'

describe('targets', () => {
  test.each<[string, TargetOptions]>([
    ['practice account on live', { environment: 'live', accountId: PRACTICE }],
    ['live account on practice', { environment: 'practice', accountId: LIVE }],
    [
      'live host for practice',
      { environment: 'practice', accountId: PRACTICE, restUrl: 'https://api-fxtrade.oanda.com' },
    ],
    [
      'foreign host for live',
      { environment: 'live', accountId: LIVE, restUrl: 'https://api-fxtrade.oanda.com.evil.example' },
    ],
    ['real host as paper', { environment: 'paper', accountId: PRACTICE, restUrl: 'https://api-fxtrade.oanda.com' }],
    ['plain http to elsewhere', { environment: 'paper', accountId: PRACTICE, restUrl: 'http://10.0.0.5:8100' }],
    [
      'plain http with a loopback look',
      { environment: 'paper', accountId: PRACTICE, restUrl: 'http://127.0.0.1.example:80' },
    ],
    [
      'plain http stream',
      { environment: 'paper', accountId: PRACTICE, restUrl: 'http://127.0.0.1:1', streamUrl: 'http://broker:1' },
    ],
    [
      'plain http past the named host',
      { environment: 'paper', accountId: PRACTICE, restUrl: 'http://10.0.0.5:8100', paperHost: 'sep-broker' },
    ],
    [
      'a real host, named or not',
      {
        environment: 'paper',
        accountId: PRACTICE,
        restUrl: 'http://api-fxtrade.oanda.com',
        paperHost: 'api-fxtrade.oanda.com',
      },
    ],
  ])('refused: %s', (_, options) => {
    expect(() => oandaTarget(options)).toThrow(expect.objectContaining({ code: 'broker-refused' }))
  })

  test.each<[string, TargetOptions]>([
    ['a legacy account', { environment: 'live', accountId: '1234567' }],
    ['something else', { environment: 'paper', accountId: '../admin', restUrl: 'http://127.0.0.1:1' }],
  ])('no account id is a wrong argument: %s', (_, options) => {
    expect(() => oandaTarget(options)).toThrow(expect.objectContaining({ code: 'bad-argument' }))
  })

  test('an account of the other environment is named in words before anything is asked', () => {
    const words = (environment: 'practice' | 'live', accountId: string): string => {
      try {
        oandaTarget({ environment, accountId })
        return ''
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(words('practice', LIVE)).toBe(
      'account 001-004-123456-001 is not an account of practice: those begin with 101-, and api-fxpractice.oanda.com ' +
        'answers 401 to others; it fits --env live, with a token made for live',
    )
    expect(words('live', PRACTICE)).toContain('it fits --env practice, with a token made for practice')
    expect(words('live', '777-001-1-001')).toMatch(/answers 401 to others$/)
  })

  test('one named host besides this machine may be reached by plain http, on paper', () => {
    const paper = { environment: 'paper', accountId: PRACTICE, paperHost: 'sep-broker' } as const
    const { rest, stream } = oandaTarget({
      ...paper,
      restUrl: 'http://sep-broker:8100',
      streamUrl: 'http://sep-broker:8101',
    })
    expect([rest.host, stream.host]).toEqual(['sep-broker:8100', 'sep-broker:8101'])
    expect(() => oandaTarget({ ...paper, environment: 'practice', restUrl: 'http://sep-broker:8100' })).toThrow(
      'not the host',
    )
  })

  test.each<[string, string | undefined]>([
    ['no URL', undefined],
    ['no URL at all', 'broker'],
    ['a path', 'http://127.0.0.1:1/v3'],
    ['a password', 'http://a:b@127.0.0.1:1'],
    ['another protocol', 'ftp://127.0.0.1'],
  ])('paper with %s is a wrong setting', (_, restUrl) => {
    expect(() => oandaTarget({ environment: 'paper', accountId: PRACTICE, restUrl })).toThrow(
      expect.objectContaining({ code: 'bad-config' }),
    )
  })

  test('hosts of each environment', () => {
    const hosts = (options: TargetOptions) => {
      const { rest, stream } = oandaTarget(options)
      return [rest.host, stream.host]
    }
    expect(hosts({ environment: 'practice', accountId: PRACTICE })).toEqual([
      'api-fxpractice.oanda.com',
      'stream-fxpractice.oanda.com',
    ])
    expect(hosts({ environment: 'live', accountId: LIVE, restUrl: 'https://api-fxtrade.oanda.com/' })).toEqual([
      'api-fxtrade.oanda.com',
      'stream-fxtrade.oanda.com',
    ])
    expect(hosts({ environment: 'paper', accountId: PRACTICE, restUrl: 'http://[::1]:81' })).toEqual([
      '[::1]:81',
      '[::1]:81',
    ])
    expect(
      hosts({
        environment: 'paper',
        accountId: PRACTICE,
        restUrl: 'http://127.0.0.1:1',
        streamUrl: 'http://localhost:2',
      }),
    ).toEqual(['127.0.0.1:1', 'localhost:2'])
  })
})

describe('token file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-token-'))
  const path = join(folder, 'token')
  afterAll(() => rmSync(folder, { recursive: true }))
  const write = (text: string, mode = 0o600) => {
    writeFileSync(path, text)
    chmodSync(path, mode)
    return path
  }
  const messageOf = (work: () => unknown): string => {
    try {
      work()
    } catch (error) {
      return (error as Error).message
    }
    return 'no error'
  }

  test('white space around it is trimmed', () =>
    expect(readTokenFile(write(' abcdef-0123456789\r\n'))).toEqual({ token: 'abcdef-0123456789', warning: null }))
  test('a file that everyone can read is reported', () =>
    expect(readTokenFile(write('abcdef-0123456789', 0o644)).warning).toContain('chmod 600'))
  test.each(['', '  \n', 'two words-of-text', 'line-one-1234\nline-two-1234', 'short', 'x'.repeat(600)])(
    'refused without being shown: %j',
    (text) => {
      const message = messageOf(() => readTokenFile(write(text)))
      expect(message).toContain('not an access token')
      if (text.trim()) expect(message).not.toContain(text.trim())
    },
  )
  test('a missing file is named', () =>
    expect(messageOf(() => readTokenFile(join(folder, 'none')))).toBe(
      `${join(folder, 'none')}: ENOENT: the token cannot be read`,
    ))
})

test('scrubbed texts are one short line without the secret', () => {
  const scrub = scrubber('se/cret')
  expect(scrub('bad token se/cret, se%2Fcret\r\n\u001b[31mX')).toBe('bad token ***, *** [31mX')
  expect(scrub('y'.repeat(500))).toHaveLength(203)
})
