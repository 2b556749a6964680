/** The flags of all commands that talk to a broker or the store, resolved to their targets. */
import { type Command, Option } from 'commander'
import type { StoreRequest } from '../../app/connect/store-of.js'
import { STORE_ENVIRONMENTS as ENVIRONMENTS } from '../../app/connect/store-place.js'
import { userDataFolder } from '../../app/connect/user-data-folder.js'
import { SepError } from '../../model/error-codes.js'
import { type OandaEnvironment, oandaTarget, type Target } from '../../oanda/client/target.js'
import { readTokenFile } from '../../oanda/client/token-file.js'
import { speedOption } from './flags.js'

export interface PlaceOptions {
  readonly dataDir?: string
  readonly env?: OandaEnvironment
  readonly account?: string
  readonly json: boolean
}
export interface StoreOptions extends PlaceOptions {
  readonly store?: string
}
export interface BrokerOptions extends StoreOptions {
  readonly pairs?: string
  readonly tokenFile?: string
  readonly restUrl?: string
  readonly streamUrl?: string
  readonly speed?: number
}
const ACCOUNT_FLAG = ['--account <id>', 'account, like 101-001-1234567-001 (OANDA_ACCOUNT_ID)'] as const
type Environment = Readonly<Record<string, string>>

/** The store; without a URL one is started in the data folder. */
export type StoreTarget = StoreRequest
export interface BrokerTarget extends StoreTarget {
  readonly target: Target
  readonly token: string
  /** Minutes of the broker's clock per minute; other than 1 only for paper. */
  readonly speed: number
  /** What the user should know before the command starts. */
  readonly warnings: readonly string[]
}

/** Adds --store and the flags of `withPlace`. */
export const withStore = (command: Command): Command =>
  withPlace(
    command.option(
      '--store <url>',
      'redis://, valkey:// or the path of a socket; default: one in the data folder (SEP_STORE_URL)',
    ),
  )

/** Adds --data-dir, --env, --account and --json. */
export const withPlace = (command: Command): Command =>
  command
    .option(
      '--data-dir <dir>',
      "folder of the store without --store; default: ENV/ACCOUNT in the user's data folder (SEP_DATA_HOME)",
    )
    .addOption(
      new Option('--env <name>', 'paper: a running `sep broker`; practice and live: OANDA (OANDA_ENV)').choices(
        ENVIRONMENTS,
      ),
    )
    .option(...ACCOUNT_FLAG)
    .option('--json', 'print JSON: one object, a service one a line', false)

/** Adds the flags of `withStore` and --token-file, --rest-url, --stream-url, --speed, --pairs. */
export const withBroker = (command: Command): Command =>
  withStore(
    command
      .option('--token-file <file>', 'file that holds the access token (OANDA_TOKEN_FILE)')
      .option('--rest-url <url>', 'REST interface of the paper broker (OANDA_REST_URL)')
      .option('--stream-url <url>', 'streams of the paper broker; default: --rest-url (OANDA_STREAM_URL)')
      .addOption(speedOption('minutes of the paper broker per minute, as it was started (default 1)', 100_000))
      .option('--pairs <list>', 'instruments to trade, comma separated (HOTBAND_PAIRS)'),
  )

/** Flags take precedence over the environment; an empty variable counts as unset. */
export const storeTargetOf = (options: StoreOptions, env: Environment): StoreTarget => ({
  storeUrl: options.store ?? (env['SEP_STORE_URL'] || undefined),
  storeBinary: env['SEP_STORE_BIN'] || undefined,
  dataDir: options.dataDir,
  environment: (options.env ?? env['OANDA_ENV'] ?? '') === '' ? undefined : environmentOf(options, env),
  account: (options.account ?? env['OANDA_ACCOUNT_ID'] ?? '') === '' ? undefined : accountOf(options, env),
  home: userDataFolder(env),
})

/** What a process needs that talks only to the store. */
export interface AccountTarget extends StoreTarget {
  readonly environment: OandaEnvironment
  readonly account: string
  readonly speed: number
}

/** Like `brokerTargetOf`, without the broker's address and token. */
export const accountTargetOf = (options: BrokerOptions, env: Environment): AccountTarget => {
  const environment = environmentOf(options, env)
  return {
    ...storeTargetOf(options, env),
    environment,
    account: accountOf(options, env),
    speed: speedOf(options.speed, environment),
  }
}

/** Flags take precedence over the environment. Missing, unknown or contradicting values are refused before anything is sent. */
export const brokerTargetOf = (options: BrokerOptions, env: Environment): BrokerTarget => {
  const target = targetOf(options, env)
  const { token, warning } = readTokenFile(given(options.tokenFile, env, '--token-file', 'OANDA_TOKEN_FILE'))
  return {
    ...storeTargetOf(options, env),
    target,
    token,
    speed: speedOf(options.speed, target.environment),
    warnings: warning === null ? [] : [warning],
  }
}

/** Environment, account and hosts, which must fit each other. Needs no token. */
export const targetOf = (options: BrokerOptions, env: Environment): Target =>
  oandaTarget({
    environment: environmentOf(options, env),
    accountId: accountOf(options, env),
    restUrl: options.restUrl ?? (env['OANDA_REST_URL'] || undefined),
    streamUrl: options.streamUrl ?? (env['OANDA_STREAM_URL'] || undefined),
    paperHost: env['SEP_PAPER_HOST'] || undefined,
  })

/** From the flag or the environment. */
export const environmentOf = (options: { readonly env?: OandaEnvironment }, env: Environment): OandaEnvironment => {
  const environment = given(options.env, env, '--env', 'OANDA_ENV')
  if (isEnvironment(environment)) return environment
  throw new SepError('bad-argument', `OANDA_ENV ${environment}: one of ${ENVIRONMENTS.join(', ')}`)
}

/** The account, from the flag or the environment. It becomes a part of keys and of a folder. */
export const accountOf = ({ account }: { readonly account?: string }, env: Environment): string => {
  const id = given(account, env, '--account', 'OANDA_ACCOUNT_ID')
  if (/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(id)) return id
  throw new SepError('bad-argument', `--account: ${JSON.stringify(id)} is not an account id like 101-001-1234567-001`)
}

const isEnvironment = (text: string): text is OandaEnvironment => (ENVIRONMENTS as readonly string[]).includes(text)

const given = (value: string | undefined, env: Environment, flag: string, name: string): string => {
  const found = value ?? env[name]
  if (found === undefined || found === '') throw new SepError('bad-argument', `${flag} is needed (or ${name})`)
  return found
}

/** Only a paper broker's clock can run faster. */
const speedOf = (speed: number | undefined, environment: OandaEnvironment): number => {
  if (environment !== 'paper' && speed !== undefined && speed !== 1)
    throw new SepError('bad-argument', `--speed ${speed}: only the clock of a paper broker can run faster`)
  return speed ?? 1
}
