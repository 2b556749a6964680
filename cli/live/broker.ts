/** `sep broker`: a paper broker that speaks OANDA v20, for SEP and for any other client. */
import type { Command } from 'commander'
import { type BrokerFacts, broker } from '../../deploy/paper-broker.js'
import { brokerTokens } from '../../app/paper-broker/tokens.js'
import { SepError } from '../../model/error-codes.js'
import { abortOnInterrupt, parseTime, printJson } from '../shared/run-command.js'
import { isoTime } from '../../lib/iso-time.js'

interface BrokerCliOptions {
  readonly port: string
  readonly streamPort: string
  readonly account: readonly string[]
  readonly token: readonly string[]
  readonly tokenFile?: string
  readonly balance: string
  readonly home: string
  readonly hedging?: boolean
  readonly data: readonly string[]
  readonly cache: string | boolean
  readonly seed: string
  readonly speed: string
  readonly from?: string
  readonly store: string
  readonly faults?: string
  readonly json?: boolean
}

const ACCOUNT = /^\d{3}-\d{3}-\d{1,12}-\d{3}$/
const DEFAULT_ACCOUNT = '101-001-1000001-001'
const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value]

export const addBroker = (program: Command): void => {
  program
    .command('broker')
    .description('an OANDA-v20-compatible paper broker on this machine: point SEP or any v20 client at it; ^C ends it')
    .option('--port <number>', 'of the REST interface; 0 takes any free one', '8100')
    .option('--stream-port <number>', 'of the streams (the REST port has them too)', '8101')
    .option('--account <id>', `account to keep, may be repeated (default: ${DEFAULT_ACCOUNT})`, collect, [])
    .option('--token <token>', 'bearer token that opens all accounts, may be repeated', collect, [])
    .option('--token-file <file>', 'tokens, one a line; accounts behind a token limit it to them')
    .option('--balance <amount>', 'first deposit of each account', '100000')
    .option('--home <currency>', 'currency of the accounts', 'USD')
    .option(
      '--hedging',
      'all accounts are hedging accounts: long and short trades side by side, orders open unless told to reduce; without it they net',
    )
    .option(
      '--data <folder>',
      'plays these one-minute candles, may be repeated; without it the market is made up',
      collect,
      [],
    )
    .option('--cache <folder>', 'columnar cache of --data')
    .option('--seed <number>', 'of the made-up market; the same seed makes the same market', '1')
    .option('--speed <times>', 'broker seconds a second, 0.01 to 10000; a trailing x is accepted', '60')
    .option('--from <time>', 'when the broker’s time begins (default: 2024-03-19T12:00Z, with --data its first candle)')
    .option('--store <url>', 'memory, or a Valkey URL or socket: accounts then outlive the process', 'memory')
    .option('--faults <file>', 'plan of faults, JSON; POST /faults adds to it')
    .option('--json', 'one JSON document when the ports are open')
    .action(async (options: BrokerCliOptions) => {
      const tokens = brokerTokens(options.token, options.tokenFile)
      const interrupt = abortOnInterrupt()
      try {
        await broker({
          port: whole('--port', options.port, 0, 65_535),
          streamPort: whole('--stream-port', options.streamPort, 0, 65_535),
          accounts: accountsOf(options.account),
          tokens,
          balance: number('--balance', options.balance, 0.0001, 1e9),
          home: currency(options.home),
          hedging: options.hedging ?? false,
          data: options.data,
          cache: typeof options.cache === 'string' ? options.cache : null,
          seed: whole('--seed', options.seed, 0, 2 ** 32 - 1),
          speed: number('--speed', options.speed.replace(/x$/i, ''), 0.01, 10_000),
          fromMs: options.from === undefined ? undefined : parseTime('--from', options.from),
          store: options.store,
          faultsFile: options.faults,
          signal: interrupt.signal,
          onListening: (facts) => tell(facts, options, tokens[0]!.token),
        })
        if (!options.json) process.stdout.write('sep: stopped\n')
      } finally {
        interrupt.release()
      }
    })
}

/** A token that was drawn by lot must be told; others are known to whoever gave them. */
const tell = (facts: BrokerFacts, options: BrokerCliOptions, token: string): void => {
  const drawn = options.token.length === 0 && options.tokenFile === undefined
  if (options.json) return printJson({ ...facts, ...(drawn ? { token } : {}) })
  const lines = [
    `REST ${facts.restUrl}, streams ${facts.streamUrl}`,
    `${facts.hedging ? 'hedging ' : ''}accounts ${facts.accounts.join(', ')}${drawn ? `, token ${token}` : ''}`,
    `${facts.instruments.length} instruments, ${isoTime(facts.nowMs)}, ${facts.speed} broker seconds a second, store ${facts.store}`,
    '^C ends it',
  ]
  process.stdout.write(lines.map((line) => `sep: ${line}\n`).join(''))
}

const accountsOf = (given: readonly string[]): readonly string[] => {
  const ids = given.length > 0 ? [...new Set(given)] : [DEFAULT_ACCOUNT]
  const wrong = ids.find((id) => !ACCOUNT.test(id))
  if (wrong !== undefined) throw new SepError('bad-argument', `--account ${wrong}: write an id like ${DEFAULT_ACCOUNT}`)
  return ids
}

const currency = (text: string): string => {
  if (!/^[A-Z]{3}$/.test(text)) throw new SepError('bad-argument', `--home ${text}: write a currency like USD`)
  return text
}

const whole = (flag: string, text: string, least: number, most: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most))
    throw new SepError('bad-argument', `${flag} ${text}: a whole number from ${least} to ${most}`)
  return value
}

const number = (flag: string, text: string, least: number, most: number): number => {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most))
    throw new SepError('bad-argument', `${flag} ${text}: a number from ${least} to ${most}`)
  return value
}
