/** The network between a process and the broker: lost or late requests, lost or wrong replies, a stream with gaps. */
import { READABLE } from '../support/protocol-bench.js'
import type {
  BrokerAccount,
  BrokerClient,
  BrokerTransaction,
  OrderReply,
  OrderRequest,
  SendOptions,
} from '../../model/broker-client.js'
import { SepError } from '../../model/error-codes.js'
import type { CrashLabel } from '../../lib/crash-points.js'
import type { BrokerLedger } from './broker-ledger.js'
import type { FaultRates } from './fault-rates.js'
import type { Machine } from './machine.js'
import type { Random } from './random.js'
import type { Timeline } from './timeline.js'

/** One request sent by a process, and when the broker received it. */
export interface Post {
  readonly request: OrderRequest
  readonly atMs: number
  readonly by: string
  /** True if its record was on disk when it was sent. */
  readonly durable: boolean
  /** True if no other process owned the account when it was sent. */
  readonly owned: boolean
  /** How far the wall clock of the sender was off, ms. */
  readonly skewMs: number
  /** Infinity = in flight or lost. */
  arrivedMs: number
}

export interface BrokerNetwork {
  /** `onDate` gets the `Date` header of each answer, with the process's monotonic time of request and answer. */
  connect(machine: Machine, onDate: OnDate): BrokerClient
  /** Transactions and heartbeats as a process receives them. */
  stream(machine: Machine, onTransaction: (t: BrokerTransaction) => void, onHeartbeat: (last: number) => void): void
  readonly posts: readonly Post[]
}

export type OnDate = (dateMs: number, sentMs: number, gotMs: number) => void

/** A truncated request arrives within this time, or never. */
const LATEST_MS = 60_000
const CLIENT_TIMEOUT_MS = 10_000

export const createBrokerNetwork = (
  timeline: Timeline,
  random: Random,
  ledger: BrokerLedger,
  rates: () => FaultRates,
  isDurable: (decisionId: string) => boolean,
  isOwner: (process: string) => boolean,
): BrokerNetwork => {
  const posts: Post[] = []
  const unknown = () => new SepError('broker-unknown', 'no reply')
  const arrive = (post: Post) => {
    post.arrivedMs = timeline.now()
    return ledger.process(post.request)
  }

  const send = async (
    machine: Machine,
    request: OrderRequest,
    mayLeave: SendOptions['mayLeave'],
  ): Promise<OrderReply> => {
    const r = rates()
    const at = (label: CrashLabel) => machine.crash.at(label)
    const wait = (ms: number) => new Promise<void>((resolve) => machine.after(ms, resolve))
    await wait(random.between(0.1, 2))
    if (random.chance(r.connectFails)) {
      await wait(random.chance(0.5) ? 5 : CLIENT_TIMEOUT_MS)
      return { kind: 'unsent', refusal: 'unsent', message: 'no connection' }
    }
    await at('http.connected')
    const why = mayLeave()
    if (why) return { kind: 'unsent', refusal: why, message: why }
    const post: Post = {
      request,
      atMs: timeline.now(),
      by: machine.name,
      durable: isDurable(request.decisionId),
      owned: isOwner(machine.name),
      skewMs: machine.clock.nowMs() - timeline.wall(),
      arrivedMs: Number.POSITIVE_INFINITY,
    }
    posts.push(post)
    // From here to the end of the body a process can die but not be delayed: the bytes are sent in one piece.
    await at('http.headers')
    await at('http.body-half')
    if (random.chance(r.tooMany)) return refused(429)
    if (random.chance(r.unauthorized)) return refused(401)
    if (random.chance(r.requestLost)) {
      await wait(random.chance(0.5) ? 5 : CLIENT_TIMEOUT_MS)
      throw unknown()
    }
    // From here on the network has the bytes: they arrive whether or not the process lives.
    const late = random.chance(r.requestLate)
    const cutMs = random.chance(0.5) ? random.between(1, 100) : CLIENT_TIMEOUT_MS
    const travelMs = late ? cutMs + random.between(0, LATEST_MS - 100) : random.between(1, 80)
    const answer = new Promise<ReturnType<typeof arrive>>((resolve) =>
      timeline.after(travelMs, () => resolve(arrive(post))),
    )
    await at('http.body-full')
    if (late) {
      await wait(cutMs)
      throw unknown()
    }
    const { status, code, transactions } = await answer
    if (random.chance(r.replyLost)) {
      await wait(random.chance(0.5) ? 5 : CLIENT_TIMEOUT_MS)
      throw unknown()
    }
    await wait(random.between(1, 50))
    if (random.chance(r.badGateway)) throw unknown()
    await at('reply.headers')
    await at('reply.parsed')
    const lastTransactionId = ledger.transactions.length
    return status < 300
      ? { kind: 'accepted', transactions, lastTransactionId }
      : { kind: 'rejected', status, code, message: '', transactions, lastTransactionId }
  }

  const read = <T>(machine: Machine, onDate: OnDate, value: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const sentMs = timeline.now()
      if (random.chance(rates().readFails))
        return machine.after(random.between(1, 2000), () => reject(new SepError('broker-unavailable', 'read failed')))
      machine.after(random.between(1, 60), () => {
        const [seen, dateMs] = [value(), Math.floor(timeline.wall() / 1000) * 1000]
        machine.after(random.between(1, 60), () => {
          onDate(dateMs, sentMs, timeline.now())
          resolve(seen)
        })
      })
    })

  const staleMs = (): number => (random.chance(rates().readStale) ? 500 : Number.NEGATIVE_INFINITY)
  return {
    posts,
    connect: (machine, onDate) => ({
      send: (request, { mayLeave }) => send(machine, request, mayLeave),
      account: () => read(machine, onDate, () => accountOf(ledger)),
      transactionsSince: (id) => read(machine, onDate, () => readSince(ledger, id, timeline.wall() - staleMs())),
    }),
    stream: (machine, onTransaction, onHeartbeat) => {
      let lastMs = 0
      ledger.onTransaction((transaction) => {
        const r = rates()
        if (!machine.alive() || random.chance(r.streamDrop)) return
        // A stream preserves order.
        lastMs = Math.max(lastMs, timeline.now() + random.between(1, 60))
        const times = random.chance(r.streamTwice) ? 2 : 1
        for (let i = 0; i < times; i++) machine.after(lastMs - timeline.now(), () => onTransaction(transaction))
      })
      const beat = (): void => {
        if (!random.chance(rates().streamDrop)) onHeartbeat(ledger.transactions.length)
        machine.after(5000, beat)
      }
      machine.after(5000, beat)
    },
  }
}

/** The broker does not always read its own latest writes. */
const readSince = ({ transactions }: BrokerLedger, id: number, beforeMs: number): readonly BrokerTransaction[] =>
  transactions.slice(id).filter(({ tsMs }) => tsMs < beforeMs)

const refused = (status: number): OrderReply => ({
  kind: 'rejected',
  status,
  code: `HTTP_${status}`,
  message: '',
  transactions: [],
  lastTransactionId: null,
})

const accountOf = (ledger: BrokerLedger): BrokerAccount => ({
  id: 'A',
  currency: 'USD',
  balance: ledger.balance().toFixed(4),
  hedging: false,
  marginRate: null,
  tags: [],
  lastTransactionId: ledger.transactions.length,
  trades: [...ledger.trades.values()].map((trade) => ({
    tradeId: String(trade.id),
    instrument: trade.instrument,
    units: String(trade.units),
    price: trade.price.toFixed(5),
    openTsMs: trade.openTsMs,
    stopPrice: trade.stopOrderId === 0 ? null : trade.stopPrice.toFixed(5),
    takePrice: null,
    tag: trade.tag,
    clientId: trade.clientId,
  })),
  pendingOrders: [],
  ...READABLE,
})
