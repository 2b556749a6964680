/** The flags of every command that talks to a broker or the store, and where they lead to. */
import { type Command, Option } from 'commander'
import { SepError } from '../../model/error-codes.js'
import { type OandaEnvironment, oandaTarget, type Target } from '../../oanda/client/target.js'
import { readTokenFile } from '../../oanda/client/token-file.js'

const ENVIRONMENTS: readonly OandaEnvironment[] = ['paper', 'practice', 'live']

export interface StoreOptions {
  readonly store?: string
  readonly json: boolean
}
export interface BrokerOptions extends StoreOptions {
  readonly env?: OandaEnvironment
  readonly account?: string
  readonly pairs?: string
  readonly tokenFile?: string
  readonly restUrl?: string
  readonly streamUrl?: string
  readonly speed?: string
}
export const ACCOUNT_FLAG = ['--account <id>', 'account, like 101-001-1234567-001 (OANDA_ACCOUNT_ID)'] as const
type Environment = Readonly<Record<string, string>>

/** The store as it was named; without a URL one is started in the data folder. */
export interface StoreTarget {
  readonly storeUrl: string | undefined
  readonly storeBinary: string | undefined
}
export interface BrokerTarget extends StoreTarget {
  readonly target: Target
  readonly token: string
  /** Broker's minutes a minute of this machine; 1 but in paper. */
  readonly speed: number
  /** What the user should know before it begins. */
  readonly warnings: readonly string[]
}

/** Adds --store and --json. */
export const withStore = (command: Command): Command =>
  command
    .option('--store <url>', 'redis://, valkey:// or the path of a socket; default: one of its own (SEP_STORE_URL)')
    .option('--json', 'print one JSON object', false)

/** Adds the flags of `withStore` and --env, --account, --token-file, --rest-url, --stream-url, --speed, --pairs. */
export const withBroker = (command: Command): Command =>
  withStore(
    command
      .addOption(
        new Option('--env <name>', 'paper is a `sep broker`, practice and live are OANDA (OANDA_ENV)').choices(
          ENVIRONMENTS,
        ),
      )
      .option(...ACCOUNT_FLAG)
      .option('--token-file <file>', 'file that holds the access token (OANDA_TOKEN_FILE)')
      .option('--rest-url <url>', 'of the paper broker (OANDA_REST_URL)')
      .option('--stream-url <url>', 'of its streams, default that of --rest-url (OANDA_STREAM_URL)')
      .option('--speed <times>', 'minutes of the paper broker a minute, as it was started (1)')
      .option('--pairs <list>', 'instruments to trade, comma separated (HOTBAND_PAIRS)'),
  )

/** Flags before environment; an empty variable is none. */
export const storeTargetOf = ({ store }: StoreOptions, env: Environment): StoreTarget => ({
  storeUrl: store ?? (env['SEP_STORE_URL'] || undefined),
  storeBinary: env['SEP_STORE_BIN'] || undefined,
})

/** What a process needs that talks to the store alone. */
export interface AccountTarget extends StoreTarget {
  readonly environment: OandaEnvironment
  readonly account: string
  readonly speed: number
}

/** As `brokerTargetOf`, without the broker's address and token. */
export const accountTargetOf = (options: BrokerOptions, env: Environment): AccountTarget => {
  const environment = environmentOf(options, env)
  return {
    ...storeTargetOf(options, env),
    environment,
    account: accountOf(options, env),
    speed: speedOf(options.speed, environment),
  }
}

/** Flags before environment. What is missing, unknown or does not fit together is refused before anything is sent. */
export const brokerTargetOf = (options: BrokerOptions, env: Environment): BrokerTarget => {
  const environment = environmentOf(options, env)
  const target = oandaTarget({
    environment,
    accountId: accountOf(options, env),
    restUrl: options.restUrl ?? (env['OANDA_REST_URL'] || undefined),
    streamUrl: options.streamUrl ?? (env['OANDA_STREAM_URL'] || undefined),
  })
  const { token, warning } = readTokenFile(given(options.tokenFile, env, '--token-file', 'OANDA_TOKEN_FILE'))
  return {
    ...storeTargetOf(options, env),
    target,
    token,
    speed: speedOf(options.speed, environment),
    warnings: warning === null ? [] : [warning],
  }
}

/** By flag or environment. */
export const environmentOf = (options: BrokerOptions, env: Environment): OandaEnvironment => {
  const environment = given(options.env, env, '--env', 'OANDA_ENV')
  if (isEnvironment(environment)) return environment
  throw new SepError('bad-argument', `OANDA_ENV ${environment}: one of ${ENVIRONMENTS.join(', ')}`)
}

/** The account by flag or environment. */
export const accountOf = ({ account }: { readonly account?: string }, env: Environment): string =>
  given(account, env, '--account', 'OANDA_ACCOUNT_ID')

const isEnvironment = (text: string): text is OandaEnvironment => (ENVIRONMENTS as readonly string[]).includes(text)

const given = (value: string | undefined, env: Environment, flag: string, name: string): string => {
  const found = value ?? env[name]
  if (found === undefined || found === '') throw new SepError('bad-argument', `${flag} is needed (or ${name})`)
  return found
}

const speedOf = (text: string | undefined, environment: OandaEnvironment): number => {
  if (text === undefined) return 1
  const speed = /^\d+(\.\d+)?x?$/i.test(text) ? Number(text.replace(/x$/i, '')) : Number.NaN
  if (!(speed >= 0.01 && speed <= 100_000))
    throw new SepError('bad-argument', `--speed ${text}: a number from 0.01 to 100000, like 60 or 60x`)
  if (environment !== 'paper' && speed !== 1)
    throw new SepError('bad-argument', `--speed ${text}: only the time of a paper broker can run faster`)
  return speed
}
