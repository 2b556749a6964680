/** A broker on real sockets for tests, by default with scripted prices and a test clock. */
import { accountStore } from '../../api/paper-broker/account/account-store.js'
import { createBroker, type PaperBroker } from '../../api/paper-broker/broker.js'
import { type FaultPlan, readFaultPlan } from '../../api/paper-broker/faults/faults.js'
import type { PriceFeed } from '../../api/paper-broker/market/price-feed.js'
import { brokerServer } from '../../api/paper-broker/http/server.js'
import { scriptedFeed, type ScriptedFeed } from '../../api/paper-broker/market/scripted-feed.js'
import type { Token } from '../../api/paper-broker/account/tokens.js'
import { openBrokerPorts } from '../../app/paper-broker/ports.js'
import type { Clock } from '../../lib/clock.js'
import { testClock } from './test-clock.js'
import type { Store } from '../../store/store.js'
import { createWorld, type World } from '../../model/world.js'
import type { ExchangeConfig } from '../../operators/exchange/types.js'
import { loadInstruments } from '../../sources/instruments.js'

export const ACCOUNT = '101-001-1234567-001'
export const OTHER = '101-001-1234567-002'
export const TOKEN = 'token-of-a-test'
/** A Tuesday. */
export const START_MS = Date.UTC(2024, 2, 19, 12)
export const world: World = createWorld(loadInstruments(['EUR_USD', 'USD_JPY', 'EUR_JPY']), 'USD')

export const EXCHANGE: ExchangeConfig = {
  capital: 100_000,
  slippageBps: 0,
  conversionFee: 0.005,
  accountMarginRate: 0,
  financing: { EUR_USD: { longRate: -0.017, shortRate: -0.0033, daysCharged: [1, 1, 3, 1, 1, 0, 0] } },
  hedging: false,
  commission: 'none',
  depth: 'off',
  division: 'other',
  keepLog: true,
}

export interface Started {
  readonly broker: PaperBroker
  readonly url: string
  readonly streamUrl: string
  readonly port: number
  close(): Promise<void>
}
export interface StartOptions {
  readonly clock?: Clock
  readonly feed?: PriceFeed
  readonly store?: Store | null
  readonly faults?: unknown
  readonly tokens?: readonly Token[]
  readonly accounts?: readonly string[]
  readonly exchange?: Partial<ExchangeConfig>
}

/** Prices at the start: EUR_USD 1.10000/1.10010, USD_JPY 150.000/150.010, EUR_JPY 165.000/165.020. */
export const usualPrices = (feed: ScriptedFeed, tsMs = START_MS): void => {
  feed.set('EUR_USD', 1.1, 1.1001, tsMs)
  feed.set('USD_JPY', 150, 150.01, tsMs)
  feed.set('EUR_JPY', 165, 165.02, tsMs)
}

export const start = async (options: StartOptions = {}): Promise<Started> => {
  const { clock = testClock(START_MS), store = null, accounts = [ACCOUNT, OTHER] } = options
  let feed = options.feed
  if (!feed) {
    const set = scriptedFeed(world)
    usualPrices(set)
    feed = set
  }
  const broker = await createBroker({
    clock,
    feed,
    accounts,
    exchange: { ...EXCHANGE, ...options.exchange },
    store: store && accountStore(store),
  })
  broker.advance()
  const faults: FaultPlan | undefined = options.faults ? readFaultPlan(options.faults, 'test') : undefined
  const bugs: unknown[] = []
  const apps = brokerServer({
    broker,
    onBug: (error) => bugs.push(error),
    tokens: options.tokens ?? [{ token: TOKEN, accounts: [] }],
    ...(faults ? { faults } : {}),
  })
  const ports = await openBrokerPorts(apps.rest, apps.streams, { port: 0, streamPort: 0 })
  return {
    broker,
    url: ports.restUrl,
    streamUrl: ports.streamUrl,
    port: Number(new URL(ports.restUrl).port),
    close: async () => {
      await ports.close()
      if (bugs.length > 0) throw bugs[0]
    },
  }
}

/** A broker with scripted prices: `tick` publishes one a second later. */
export const startWithPrices = async (options: Omit<StartOptions, 'feed' | 'clock'> = {}) => {
  const clock = testClock(START_MS)
  const feed = scriptedFeed(world)
  usualPrices(feed)
  const started = await start({ ...options, clock, feed })
  const tick = async (instrument: string, bid: number, ask: number, afterMs = 1000): Promise<void> => {
    feed.set(instrument, bid, ask, clock.nowMs() + afterMs)
    await clock.advance(afterMs)
    started.broker.advance()
  }
  return { ...started, clock, feed, tick }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // Tests read documents field by field.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** One request with the token; a body is sent as JSON. */
export const ask = async (
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

/** Bound to one account. */
export const client =
  (url: string, account = ACCOUNT) =>
  (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer> =>
    ask(url, method, `/v3/accounts/${account}${path}`, body, headers)
