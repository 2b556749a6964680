/** The network between a process's real client and the broker: lost or late requests, lost or broken replies, a stream with gaps. */
import http from 'node:http'
import type { BrokerTransaction, OrderRequest } from '../../model/broker-client.js'
import { createOandaClient, type OandaClient, REFUSAL_PATIENCE_MS } from '../../oanda/client/client.js'
import type { Fault, HttpRequest, Opened, RequestStage } from '../../oanda/client/open-request.js'
import type { Transport } from '../../oanda/client/transport.js'
import { toTransaction } from '../../oanda/wire/to-transaction.js'
import type { BrokerLedger } from './broker-ledger.js'
import type { Machine } from './machine.js'
import type { Timeline } from './timeline.js'
import { GATEWAY_FAULTS, noReply, openedReply, refusal, REPLY_FAULTS } from './wire/opened-reply.js'
import type { NetworkInputs } from './wire/network-inputs.js'
import { readFaults } from './wire/read-faults.js'
import { transactionLines } from './wire/transaction-lines.js'
import { orderReply, readReply } from './wire/v20-documents.js'
import { instrumentOf, wireOrder } from './wire/wire-order.js'

/** One request sent by a process, and when the broker received it. */
export interface Post {
  /** As its bytes have it. */
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
  /** The client of a process. `bend`: a test plants a bug on the wire. */
  connect(machine: Machine, bend?: (open: Transport['open']) => Transport['open']): OandaClient
  /** Transactions and heartbeats without the client's stream, which would fill each gap and drop each repetition. */
  stream(machine: Machine, onTransaction: (t: BrokerTransaction) => void, onHeartbeat: (last: number) => void): void
  readonly posts: readonly Post[]
}

/** A truncated request arrives within this time, or never. */
const LATEST_MS = 60_000
const CLIENT_TIMEOUT_MS = 10_000
const TARGET = {
  environment: 'practice',
  accountId: 'A',
  rest: new URL('https://rest.invalid'),
  stream: new URL('https://stream.invalid'),
} as const
/** The client asks for one, nothing is sent through it. */
const AGENT = new http.Agent()

export const createBrokerNetwork = (inputs: NetworkInputs): BrokerNetwork => {
  const { timeline, random, ledger, rates } = inputs
  const posts: Post[] = []
  const read = reader(inputs)
  return {
    posts,
    connect: (machine, bend = (open) => open) =>
      createOandaClient({
        target: TARGET,
        token: 'token-of-the-simulation',
        clock: machine.clock,
        random: random.next,
        timeoutMs: CLIENT_TIMEOUT_MS,
        patienceMs: REFUSAL_PATIENCE_MS,
        onStage: machine.crash.at,
        transport: {
          agentFor: () => Promise.resolve(AGENT),
          open: bend((request) => {
            if (request.url.host === TARGET.stream.host) return transactionLines(inputs, machine, request)
            return request.method === 'GET' ? read(machine, request) : submit(inputs, posts, machine, request)
          }),
          close: () => {},
        },
      }),
    stream: (machine, onTransaction, onHeartbeat) => {
      let lastMs = 0
      ledger.onTransaction((transaction) => {
        const r = rates()
        if (!machine.alive() || random.chance(r.streamDrop)) return
        // A stream preserves order.
        lastMs = Math.max(lastMs, timeline.now() + random.between(1, 60))
        const times = random.chance(r.streamTwice) ? 2 : 1
        const line = toTransaction(transaction.raw)!
        for (let i = 0; i < times; i++) machine.after(lastMs - timeline.now(), () => onTransaction(line))
      })
      const beat = (): void => {
        if (!random.chance(rates().streamDrop)) onHeartbeat(ledger.transactions.length)
        machine.after(5000, beat)
      }
      machine.after(5000, beat)
    },
  }
}

/** Resolves to why, as soon as the client gives up. */
const gone = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    const stop = () => resolve(String(signal.reason))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

const submit = async (
  { timeline, random, ledger, rates, isDurable, isOwner }: NetworkInputs,
  posts: Post[],
  machine: Machine,
  request: HttpRequest,
): Promise<Opened | Fault> => {
  const r = rates()
  const at = async (stage: RequestStage) => request.onStage?.(stage)
  const wait = (ms: number) => new Promise<void>((resolve) => machine.after(ms, resolve))
  const given = gone(request.signal)
  /** A connection that breaks at once, or one that stays silent until the client gives up. */
  const silent = async (sent: boolean, ms = 5): Promise<Fault> => {
    if (random.chance(0.5)) return noReply(sent, await given)
    await wait(ms)
    return noReply(sent, 'ECONNRESET')
  }
  await wait(random.between(0.1, 2))
  if (random.chance(r.connectFails)) return silent(false)
  await at('http.connected')
  if (request.signal.aborted) return noReply(false, await given)
  const why = request.mayLeave?.()
  if (why) return { ...noReply(false, why), refusal: why }
  const order = wireOrder(request, (tradeId) => instrumentOf(ledger.transactions, tradeId))
  const { decisionId } = order.request
  const post: Post = {
    request: order.request,
    atMs: timeline.now(),
    by: machine.name,
    durable: isDurable(decisionId),
    owned: isOwner(machine.name),
    skewMs: machine.clock.nowMs() - timeline.wall(),
    arrivedMs: Number.POSITIVE_INFINITY,
  }
  posts.push(post)
  // From here to the end of the body a process can die but not be delayed: the bytes are sent in one piece.
  await at('http.headers')
  await at('http.body-half')
  if (random.chance(r.tooMany)) return refusal(429)
  if (random.chance(r.unauthorized)) return refusal(401)
  if (random.chance(r.stopped))
    return openedReply({ status: 0, document: {} }, random.pick(GATEWAY_FAULTS), dateOf(timeline))
  if (random.chance(r.requestLost)) return silent(true)
  // From here on the network has the bytes: they arrive whether or not the process lives.
  const isLate = random.chance(r.requestLate)
  const travelMs = isLate ? random.between(CLIENT_TIMEOUT_MS, LATEST_MS) : random.between(1, 80)
  const answer = new Promise<ReturnType<BrokerLedger['process']>>((resolve) =>
    timeline.after(travelMs, () => {
      post.arrivedMs = timeline.now()
      resolve(ledger.process(order))
    }),
  )
  await at('http.body-full')
  if (isLate && random.chance(0.5)) return silent(true, random.between(1, 100))
  if (isLate) {
    // A gateway gives up, and what stands behind it goes on.
    await wait(random.between(1, 100))
    return openedReply({ status: 504, document: {} }, random.pick(GATEWAY_FAULTS), dateOf(timeline))
  }
  const answered = await Promise.race([answer, given])
  if (typeof answered === 'string') return noReply(true, answered)
  if (random.chance(r.replyLost)) return silent(true)
  await wait(random.between(1, 50))
  if (request.signal.aborted) return noReply(true, await given)
  await at('reply.headers')
  const fault = random.chance(r.badGateway) ? random.pick(REPLY_FAULTS) : 'none'
  return openedReply(orderReply(answered), fault, dateOf(timeline))
}

const dateOf = (timeline: Timeline): number => Math.floor(timeline.wall() / 1000) * 1000

/** The broker does not always read its own latest writes. */
const STALE_MS = 500

const reader = ({ timeline, random, ledger, rates }: NetworkInputs) => {
  const faults = readFaults(timeline, random, () => rates().readFails)
  return async (machine: Machine, request: HttpRequest): Promise<Opened | Fault> => {
    const wait = (ms: number) => new Promise<void>((resolve) => machine.after(ms, resolve))
    const fault = faults()
    if (fault === 'silent') return noReply(true, await gone(request.signal))
    await wait(random.between(1, 60))
    if (fault === 'unreachable') return noReply(false, 'ECONNREFUSED')
    if (fault === 'refused') return refusal(random.chance(0.5) ? 401 : 403)
    if (fault === 'too-many') return refusal(429)
    const seenMs = timeline.wall() - (random.chance(rates().readStale) ? STALE_MS : Number.NEGATIVE_INFINITY)
    const reply = readReply(ledger, request.url, seenMs)
    await wait(random.between(1, 60))
    if (request.signal.aborted) return noReply(true, await gone(request.signal))
    return openedReply(reply, fault, dateOf(timeline))
  }
}
