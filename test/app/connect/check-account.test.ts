/** Only an answer that the account is unknown keeps a pipeline from making its store. */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { checkAccount } from '../../../app/connect/check-account.js'
import { ACCOUNT, startWithPrices, TOKEN } from '../../support/start-broker.js'

const OTHER = '101-001-9999999-001'
const NOWHERE = new URL('http://127.0.0.1:9')

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

const bench = async () => {
  const broker = await startWithPrices()
  open.push(broker.close)
  const home = mkdtempSync(join(tmpdir(), 'sep-home-'))
  const check = (
    account: string,
    changes: { readonly url?: URL; readonly storeUrl?: string; readonly token?: string },
  ) => {
    const url = changes.url ?? new URL(broker.url)
    return checkAccount(
      {
        target: { environment: 'paper', accountId: account, rest: url, stream: url },
        token: changes.token ?? TOKEN,
        speed: 1,
      },
      {
        ...{ storeUrl: changes.storeUrl, storeBinary: undefined, dataDir: undefined },
        ...{ environment: 'paper', account, home },
      },
    )
  }
  return { home, check }
}

test('an account that the broker does not have is refused, and nothing is made', async () => {
  const { home, check } = await bench()
  await expect(check(OTHER, {})).rejects.toThrow(`account ${OTHER}: not among the accounts of this token`)
  expect(existsSync(join(home, 'paper'))).toBe(false)
})

test.each([
  ['the account is known', ACCOUNT, {}],
  ['the broker is away', OTHER, { url: NOWHERE }],
  ['the token is refused, which may pass', OTHER, { token: 'another-token-0123456789' }],
  ['the store has a server of its own', OTHER, { storeUrl: 'redis://127.0.0.1:6379' }],
])('where %s the start goes on', async (_what, account, changes) => {
  const { check } = await bench()
  await check(account, changes)
})

test('an account whose store exists has been known', async () => {
  const { home, check } = await bench()
  mkdirSync(join(home, 'paper', OTHER), { recursive: true })
  writeFileSync(join(home, 'paper', OTHER, 'appendonlydir'), '')
  await check(OTHER, {})
})
