/** The v20 client: the order protocol's port, and the reads that sources, the API and `fetch` need. */
import type { BrokerClient, BrokerTransaction, OrderReply, OrderRequest } from '../../model/broker-client.js'
import { type Clock, systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import { brokerAccount } from './broker-account.js'
import { type BrokerClock, createBrokerClock } from './broker-clock.js'
import { createHttp, type Http, type HttpOptions, type Submission } from './http.js'
import type { OandaEvent } from './oanda-event.js'
import type { Fault, OnStage, Opened } from './open-request.js'
import { orderReply } from './order-reply.js'
import { orderRequest } from './order-request.js'
import type { Target } from './target.js'
import type { Transport } from './transport.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { formatTime } from '../wire/time.js'
import { toTransaction } from '../wire/to-transaction.js'
import * as wire from '../wire/records.js'

export interface OandaClientOptions {
  readonly target: Target
  readonly token: string
  /** The machine's clock. */
  readonly clock?: Clock
  /** How many times faster than the machine's a paper broker's time runs. */
  readonly speed?: number
  /** Numbers in [0, 1), for the jitter of waits. */
  readonly random: () => number
  readonly report?: (event: OandaEvent) => void
  /** 1..66; with its burst never more than 100 per second. */
  readonly requestsPerSec?: number
  /** Longest wait for an answer, in the machine's milliseconds. */
  readonly timeoutMs?: number
  /** Attempts of a read. */
  readonly attempts?: number
  /** How long a refusal (401, 403, ...) is taken for one that passes, the machine's ms; default 0: the first is final. */
  readonly patienceMs?: number
  /** Sees the stages of every order; for crash tests. */
  readonly onStage?: OnStage | undefined
  /** Default: the network. */
  readonly transport?: Transport
  /** Sees every answer as it came, before it is read. */
  readonly onAnswer?: HttpOptions['onAnswer']
}

export interface CandleQuery {
  readonly granularity: string
  /** `MBA` = mid, bid and ask. */
  readonly price?: string
  readonly fromMs?: number
  readonly toMs?: number
  /** At most 5000; not together with both `fromMs` and `toMs`. */
  readonly count?: number
  /** False: without the candle that contains `fromMs`. */
  readonly includeFirst?: boolean
}

export interface OandaClient extends BrokerClient {
  readonly target: Target
  /** The broker's time: follows it in paper, is the machine's otherwise. */
  readonly clock: BrokerClock
  summary(): Promise<wire.WireSummary>
  /** Specifications of all tradeable instruments, or of the named ones. */
  instruments(names?: readonly string[]): Promise<readonly wire.WireInstrument[]>
  /** Current prices; invalid ones are left out and reported. */
  pricing(names: readonly string[]): Promise<readonly wire.WirePrice[]>
  /** Candles as the broker sends them, not yet checked. */
  candles(instrument: string, query: CandleQuery): Promise<readonly unknown[]>
  openPositions(): Promise<readonly wire.WirePosition[]>
  /** Opens `pricing` of the instruments, or `transactions`. */
  openStream(kind: 'pricing' | 'transactions', names: readonly string[], signal: AbortSignal): Promise<Opened | Fault>
  /** Which interface the broker refuses now, and for how long; null = none. */
  refusal(): string | null
  /** Closes all connections. */
  close(): void
}

/** How long a running pipeline takes refusals for maintenance. */
export const REFUSAL_PATIENCE_MS = 10 * MINUTE_MS

/** Transactions per answer. */
const PAGE = 1000

export const createOandaClient = (options: OandaClientOptions): OandaClient => {
  const { target, clock: base = systemClock, report = () => {} } = options
  const clock = createBrokerClock({ base, speed: options.speed ?? 1, follow: target.environment === 'paper' })
  const http = createHttp({
    target,
    token: options.token,
    clock: base,
    brokerClock: clock,
    random: options.random,
    report,
    requestsPerSec: options.requestsPerSec ?? 50,
    timeoutMs: options.timeoutMs ?? 10_000,
    attempts: options.attempts ?? 4,
    patienceMs: options.patienceMs ?? 0,
    transport: options.transport,
    onAnswer: options.onAnswer,
  })
  const path = `/v3/accounts/${target.accountId}`
  let tags: readonly string[] | null = null

  return {
    target,
    clock,
    send: (order, { mayLeave, signal }) =>
      send(http, report, order, {
        ...orderRequest(order, path),
        requestId: order.decisionId,
        urgent: order.leg === 'close',
        signal,
        mayLeave,
        onStage: options.onStage,
      }),
    account: async () => {
      tags ??= await tagsOf(http, target.accountId)
      const { account, lastTransactionID } = await http.read(path, wire.account)
      return brokerAccount(account, tags, lastTransactionID)
    },
    transactionsSince: (id) => transactionsSince(http, path, id),
    transactionAt: async (id) => {
      const { transactions } = await http.read(`${path}/transactions/idrange?from=${id}&to=${id}`, wire.transactions)
      const found = toTransaction(transactions[0])
      return found?.id === id ? found : null
    },
    summary: async () => (await http.read(`${path}/summary`, wire.accountSummary)).account,
    instruments: async (names) =>
      (await http.read(`${path}/instruments${query({ instruments: names?.join(',') })}`, wire.instruments)).instruments,
    pricing: async (names) => {
      const { prices } = await http.read(`${path}/pricing${query({ instruments: names.join(',') })}`, wire.pricing)
      return prices.flatMap((value) => priceOf(value, http, report))
    },
    candles: async (instrument, asked) =>
      (await http.read(`${path}${candlesPath(instrument, asked)}`, wire.candles)).candles,
    openPositions: async () => (await http.read(`${path}/openPositions`, wire.positions)).positions,
    openStream: (kind, names, signal) =>
      http.open(
        kind === 'pricing'
          ? `${path}/pricing/stream${query({ instruments: names.join(','), snapshot: 'True' })}`
          : `${path}/transactions/stream`,
        signal,
      ),
    refusal: http.refusal,
    close: http.close,
  }
}

/** An invalid price is reported and left out. */
const priceOf = (value: unknown, http: Http, report: (event: OandaEvent) => void): readonly wire.WirePrice[] => {
  const result = wire.clientPrice.safeParse(value)
  if (result.success) return [result.data]
  report({ kind: 'unreadable', text: `price: ${http.scrub(result.error.issues[0]?.message ?? '')}` })
  return []
}

const candlesPath = (instrument: string, asked: CandleQuery): string => {
  const words = query({
    price: asked.price ?? 'MBA',
    granularity: asked.granularity,
    from: asked.fromMs === undefined ? undefined : formatTime(asked.fromMs),
    to: asked.toMs === undefined ? undefined : formatTime(asked.toMs),
    count: asked.count,
    includeFirst: asked.includeFirst === false ? 'False' : undefined,
    // The broker's defaults, made explicit: days end at 17:00 New York.
    dailyAlignment: 17,
    alignmentTimezone: 'America/New_York',
  })
  return `/instruments/${encodeURIComponent(instrument)}/candles${words}`
}

const query = (words: Readonly<Record<string, string | number | undefined>>): string => {
  const given = Object.entries(words).filter(([, value]) => value !== undefined) as [string, string | number][]
  if (given.length === 0) return ''
  return `?${given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}

const send = async (
  http: Http,
  report: (event: OandaEvent) => void,
  order: OrderRequest,
  submission: Submission,
): Promise<OrderReply> => {
  const answer = await http.submit(submission)
  const place = `${submission.method} ${submission.path} (${order.decisionId})`
  if (!answer.ok && !answer.sent) return { kind: 'unsent', refusal: answer.refusal ?? 'unsent', message: answer.why }
  const reply = answer.ok ? orderReply(answer, order, http.scrub) : answer.why
  if (typeof reply !== 'string') return reply
  const text = `${place}: ${reply}`
  report({ kind: 'unknown-outcome', text })
  throw new SepError('broker-unknown', text)
}

/** Tags of the account, from the list of accounts that the token may use; refuses those that this API cannot trade. */
const tagsOf = async (http: Http, accountId: string): Promise<readonly string[]> => {
  const { accounts } = await http.read('/v3/accounts', wire.accountList)
  const own = accounts.find(({ id }) => id === accountId)
  if (!own) throw new SepError('broker-refused', `account ${accountId}: not among the accounts of this token`)
  if (own.mt4AccountID !== undefined || own.tags.some((tag) => tag.toUpperCase() === 'MT4'))
    throw new SepError('broker-refused', `account ${accountId} belongs to MetaTrader 4: it cannot be used`)
  return own.tags
}

const transactionsSince = async (http: Http, path: string, id: number): Promise<readonly BrokerTransaction[]> => {
  const all: BrokerTransaction[] = []
  let after = id
  for (;;) {
    const page = await http.read(`${path}/transactions/sinceid?id=${after}`, wire.transactions)
    for (const value of page.transactions) {
      const transaction = toTransaction(value)
      if (!transaction || transaction.id <= after)
        throw new SepError('broker-unavailable', `transactions after ${after}: unreadable or out of order`)
      all.push(transaction)
      after = transaction.id
    }
    if (after >= page.lastTransactionID) return all
    if (page.transactions.length === 0)
      throw new SepError(
        'broker-unavailable',
        `transactions after ${after}: none, but the last is ${page.lastTransactionID}`,
      )
    if (page.transactions.length > PAGE) throw new SepError('broker-unavailable', `more than ${PAGE} in one answer`)
  }
}
