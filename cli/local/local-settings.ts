/** What the services run with: paper without OANDA_ENV. The store is that of the account, so that two never trade it. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newToken } from '../../api/auth/manage-tokens.js'
import { storePlace } from '../../app/connect/store-place.js'
import { userDataFolder } from '../../app/connect/user-data-folder.js'
import { brokerTokens } from '../../app/paper-broker/tokens.js'
import type { LocalRequest } from '../../deploy/local/run-local.js'
import { makeFolder } from '../../lib/make-folder.js'
import { packageRoot } from '../../lib/package-root.js'
import { SepError } from '../../model/error-codes.js'
import { accountOf, brokerTargetOf, environmentOf } from '../shared/broker-options.js'

type Environment = Readonly<Record<string, string>>
type Settings = Pick<LocalRequest, 'place' | 'dataDir' | 'storeBinary' | 'logFolder' | 'sep' | 'env'>

const PAPER_ACCOUNT = '101-001-1000001-001'

/** Services get these as flags; what reads the store alone must not see a token. */
const NOT_INHERITED =
  /^((OANDA_(ENV|ACCOUNT_ID|REST_URL|STREAM_URL|TOKEN)|SEP_STORE_(URL|BIN)|VALKEY_URL)(_FILE)?|SEP_PAPER_HOST|SEP_NODES)$/

export const localSettings = (
  { port, speed = 1 }: { readonly port: number; readonly speed?: number },
  env: Environment,
  nowMs: number,
): Settings => {
  if (env['SEP_STORE_URL'])
    throw new SepError('bad-config', 'SEP_STORE_URL is set, but deploy:local starts a store of its own: unset it')
  const environment = environmentOf({}, { ...env, OANDA_ENV: env['OANDA_ENV'] || 'paper' })
  if (!env['OANDA_ENV'] && env['OANDA_TOKEN_FILE'])
    throw new SepError('bad-config', 'OANDA_TOKEN_FILE is set without OANDA_ENV: practice, live, or paper')
  const isPaper = environment === 'paper'
  const named = env['OANDA_ACCOUNT_ID'] || (isPaper ? PAPER_ACCOUNT : '')
  const account = accountOf({}, { OANDA_ACCOUNT_ID: named })
  // Account, token and addresses must fit each other before anything starts.
  if (!isPaper) brokerTargetOf({ json: false, speed }, env)
  const dataDir = storePlace({ home: userDataFolder(env), dataDir: undefined, environment, account })
  const folder = join(dataDir, 'local')
  makeFolder(folder, 0o700)
  const flag = (name: string, value: string | undefined): string[] => (value ? [name, value] : [])
  return {
    place: {
      ...{ environment, account, port, speed },
      tokenFile: interfaceTokens(join(folder, 'tokens'), nowMs),
      brokerTokenFile: isPaper ? paperToken(join(folder, 'broker-token')) : (env['OANDA_TOKEN_FILE'] as string),
      brokerFlags: [...flag('--rest-url', env['OANDA_REST_URL']), ...flag('--stream-url', env['OANDA_STREAM_URL'])],
    },
    dataDir,
    storeBinary: env['SEP_STORE_BIN'] || undefined,
    logFolder: folder,
    sep: [process.execPath, join(packageRoot(), 'dist', 'cli', 'main.js')],
    env: Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_INHERITED.test(name))),
  }
}

/** The interface wants a file with a token; nobody sees the secret of this one. */
const interfaceTokens = (file: string, nowMs: number): string => {
  if (!existsSync(file)) newToken(file, { name: 'local', scope: 'read' }, nowMs)
  return file
}

const paperToken = (file: string): string => {
  if (!existsSync(file)) writeFileSync(file, `${brokerTokens([], undefined)[0]?.token}\n`, { mode: 0o600 })
  return file
}
