/** `sep broker`: a paper broker with OANDA's v20 interface, for SEP and any other client. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { userDataFolder } from '../../app/connect/user-data-folder.js'
import type { AccountPlace } from '../../app/paper-broker/kept-accounts.js'
import { requestCounts } from '../../app/metrics/job-counts.js'
import { withMetricsPort } from '../../app/metrics/metrics-port.js'
import { type BrokerFacts, type BrokerInputs, broker } from '../../deploy/paper-broker.js'
import { environment } from '../../app/config/environment.js'
import { brokerTerms } from '../../app/paper-broker/terms.js'
import { hasCoreSpreads } from '../../operators/exchange/terms/commission.js'
import { brokerTokens } from '../../app/paper-broker/tokens.js'
import { SepError } from '../../model/error-codes.js'
import { abortOnInterrupt } from '../shared/run-command.js'
import { isoTime } from '../../lib/iso-time.js'
import {
  collect,
  currencyOption,
  integerOption,
  numberOption,
  PORTS,
  SEEDS,
  speedOption,
  timeFlag,
} from '../shared/flags.js'
import { logMetricsUrl, type MetricsOptions, withMetrics } from '../shared/metrics-options.js'
import { printJson } from '../shared/output.js'
import { announce } from '../../lib/terminal/stdout.js'

interface BrokerCliOptions extends MetricsOptions {
  readonly host: string
  readonly port: number
  readonly streamPort: number
  readonly account: readonly string[]
  readonly token: readonly string[]
  readonly tokenFile?: string
  readonly balance?: number
  readonly home: string
  readonly hedging?: boolean
  readonly commission?: string
  readonly depth?: string
  readonly division?: string
  readonly data: readonly string[]
  readonly cache: string | boolean
  readonly seed: number
  readonly speed: number
  readonly from?: string
  readonly store?: string
  readonly memory?: boolean
  readonly fresh?: boolean
  readonly faults?: string
  readonly json?: boolean
}

const ACCOUNT = /^\d{3}-\d{3}-\d{1,12}-\d{3}$/
const DEFAULT_ACCOUNT = '101-001-1000001-001'

export const addBroker = (program: Command): void => {
  const command = program
    .command('broker')
    .description('runs a paper broker compatible with OANDA v20, for SEP or any v20 client; ^C ends it')
  withMetrics(command)
    .addOption(integerOption('--port', 'port of the REST interface, 0 for any free one', { ...PORTS, fallback: 8100 }))
    .addOption(
      integerOption('--stream-port', 'port of the streams (the REST port serves them too)', {
        ...PORTS,
        fallback: 8101,
      }),
    )
    .option('--host <address>', 'address to listen on; every call needs a token', '127.0.0.1')
    .option('--account <id>', `account id; repeatable (default: ${DEFAULT_ACCOUNT})`, collect, [])
    .option('--token <token>', 'bearer token for all accounts; repeatable', collect, [])
    .option(
      '--token-file <file>',
      'tokens, one per line, optionally followed by the accounts it may use and by: faults',
    )
    .addOption(
      numberOption('--balance', 'initial balance of each new account (default: 100000)', { least: 0.0001, most: 1e9 }),
    )
    .addOption(currencyOption('--home', 'currency of the accounts', 'USD'))
    .option(
      '--hedging',
      'make all accounts hedging accounts: long and short trades coexist, orders open unless they are reduce-only; default: netting',
    )
    .option('--commission <plan>', 'none, us-core, sg-core, au-core, bvi-core or JSON (SEP_COMMISSION); default: none')
    .option('--depth <levels>', 'ladder, off or JSON (SEP_DEPTH); default: ladder')
    .option('--division <us|other>', 'us: FIFO rules; other: none (SEP_DIVISION); default: us, with --hedging other')
    .option('--data <folder>', 'play these one-minute candles; repeatable; default: a synthetic market', collect, [])
    .option('--cache <folder>', 'columnar cache of --data')
    .addOption(integerOption('--seed', 'seed of the synthetic market', { ...SEEDS, fallback: 1 }))
    .addOption(speedOption('broker seconds per second', 10_000, 60))
    .option('--from <time>', 'start of the broker clock (default: 2024-03-19T12:00Z; with --data: its first candle)')
    .option(
      '--store <url>',
      "Valkey URL or socket that keeps the accounts; default: a file for each account and market in the user's data folder",
    )
    .option('--memory', 'keep nothing: the accounts end with the process')
    .option('--fresh', 'put the kept accounts aside and begin afresh')
    .option('--faults <file>', 'fault plan, JSON; POST /faults adds to it')
    .option('--json', 'print one JSON document when the ports are open')
    .action(runBroker)
}

const runBroker = async (options: BrokerCliOptions): Promise<void> => {
  const tokens = brokerTokens(options.token, options.tokenFile)
  const hedging = options.hedging ?? false
  const { commission, depth, division } = options
  const terms = brokerTerms({ commission, depth, division }, hedging, environment())
  const interrupt = abortOnInterrupt()
  try {
    const { counted, source } = requestCounts()
    const inputs: BrokerInputs = {
      counted,
      host: options.host,
      port: options.port,
      streamPort: options.streamPort,
      accounts: accountsOf(options.account),
      tokens,
      balance: options.balance ?? null,
      fresh: options.fresh ?? false,
      home: options.home,
      hedging,
      terms,
      coreSpreads: hasCoreSpreads(terms.commission),
      data: options.data,
      cache: typeof options.cache === 'string' ? options.cache : null,
      seed: options.seed,
      speed: options.speed,
      fromMs: options.from === undefined ? undefined : timeFlag('--from', options.from),
      place: placeOf(options, environment()),
      faultsFile: options.faults,
      signal: interrupt.signal,
      onListening: (facts) => showPorts(facts, options, tokens[0]!.token),
    }
    await withMetricsPort(options, [source], logMetricsUrl, () => broker(inputs))
    if (!options.json) announce('sep: stopped\n')
  } finally {
    interrupt.release()
  }
}

/** Prints a generated token; the user knows the others. */
const showPorts = (facts: BrokerFacts, options: BrokerCliOptions, token: string): void => {
  const generated = options.token.length === 0 && options.tokenFile === undefined
  if (options.json) return printJson({ ...facts, ...(generated ? { token } : {}) })
  const lines = [
    `REST ${facts.restUrl}, streams ${facts.streamUrl}`,
    `${facts.hedging ? 'hedging ' : ''}accounts ${facts.accounts.join(', ')}${generated ? `, token ${token}` : ''}`,
    `${facts.instruments.length} instruments, ${isoTime(facts.nowMs)}, ${facts.speed} broker seconds per second, store ${facts.store}`,
    `commission ${termText(facts.terms.commission)}, depth ${termText(facts.terms.depth)}, division ${facts.terms.division}`,
    ...facts.notes,
    '^C ends it',
  ]
  announce(lines.map((line) => `sep: ${line}\n`).join(''))
}

const placeOf = ({ store, memory, fresh }: BrokerCliOptions, env: Readonly<Record<string, string>>): AccountPlace => {
  if (memory && store !== undefined && store !== 'memory')
    throw new SepError('bad-argument', '--memory keeps nothing: leave out --store')
  if (fresh && store !== undefined && store !== 'memory')
    throw new SepError('bad-argument', '--fresh is for accounts in files: with --store name another --account')
  if (memory || store === 'memory') return 'memory'
  return store === undefined ? { folder: join(userDataFolder(env), 'broker') } : { url: store }
}

const termText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const accountsOf = (given: readonly string[]): readonly string[] => {
  const ids = given.length > 0 ? [...new Set(given)] : [DEFAULT_ACCOUNT]
  const wrong = ids.find((id) => !ACCOUNT.test(id))
  if (wrong !== undefined) throw new SepError('bad-argument', `--account ${wrong}: write an id like ${DEFAULT_ACCOUNT}`)
  return ids
}
