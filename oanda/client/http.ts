/** The broker's HTTP: reads that are retried, orders that never are, and the opening of streams, all under one token bucket. */
import type { z } from 'zod'
import type { Clock } from '../../lib/clock.js'
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { createBackOff } from '../../lib/back-off.js'
import type { BrokerClock } from './broker-clock.js'
import type { Role } from './connections.js'
import { deadline } from '../../lib/deadline.js'
import { type Answer, fetchJson } from './fetch-json.js'
import type { Fault, HttpRequest, OnStage, Opened } from './open-request.js'
import type { OandaEvent } from './oanda-event.js'
import { pause } from '../../lib/pause.js'
import { createRateLimit, type RateLimit } from './rate-limit.js'
import { createRefusals, type Refusals } from './refusals.js'
import { scrubber } from './scrub.js'
import type { Target } from './target.js'
import { networkTransport, type Transport } from './transport.js'
import { createTokenBucket, type TokenBucket } from '../../lib/token-bucket.js'

export interface HttpOptions {
  readonly target: Target
  readonly token: string
  /** The machine's clock: time-outs, and waits between the attempts of a read. */
  readonly clock: Clock
  /** The broker's: token buckets run by it, and every answer adjusts it. */
  readonly brokerClock: BrokerClock
  /** Numbers in [0, 1). */
  readonly random: () => number
  readonly report: (event: OandaEvent) => void
  /** Requests per second; with a burst of half as many they stay below 100. */
  readonly requestsPerSec: number
  readonly timeoutMs: number
  readonly attempts: number
  /** How long a refusal is taken for one that passes; 0 = the first is final. */
  readonly patienceMs: number
  /** Default: the network. */
  readonly transport?: Transport | undefined
  /** Sees every answer as it came. */
  readonly onAnswer?:
    | ((request: Pick<HttpRequest, 'method'> & { readonly path: string }, answer: Answer) => void)
    | undefined
}

export interface Submission {
  readonly method: 'POST' | 'PUT'
  readonly path: string
  readonly body: object
  readonly requestId: string
  /** Closes may use the reserved share. */
  readonly urgent: boolean
  readonly signal?: AbortSignal | undefined
  readonly mayLeave?: HttpRequest['mayLeave']
  readonly onStage?: OnStage | undefined
}

export interface Http {
  /**
   * Retries after 429, 5xx and broken connections. Rejects with `broker-unavailable`, also where the broker refuses and it may pass, or
   * with `broker-refused`.
   */
  read<Z extends z.ZodType>(path: string, schema: Z): Promise<z.output<Z>>
  /** Exactly one attempt, on a connection for orders. */
  submit(submission: Submission): Promise<Answer | Fault>
  /** Opens a stream within the time-out. The caller checks its status and must destroy its body. */
  open(path: string, signal: AbortSignal): Promise<Opened | Fault>
  /** The refusal that stands now; null = none. */
  readonly refusal: () => string | null
  /** Makes the broker's text safe for a message. */
  readonly scrub: (text: string) => string
  readonly close: () => void
}

const RETRY_FIRST_MS = 250
const RETRY_MOST_MS = 5_000
/** The broker allows two new connections per second. */
const NEW_CONNECTIONS = { perSec: 1.8, burst: 1, reserved: 0 } as const

export const createHttp = (options: HttpOptions): Http => {
  const { brokerClock, requestsPerSec } = options
  assert(requestsPerSec >= 1 && requestsPerSec <= 66, 'requestsPerSec is between 1 and 66')
  const burst = Math.max(2, Math.floor(requestsPerSec / 2))
  const bucket = createTokenBucket({
    clock: brokerClock,
    perSec: requestsPerSec,
    burst,
    reserved: Math.min(burst - 1, Math.ceil(burst / 3)),
  })
  const transport = options.transport ?? networkTransport(createTokenBucket({ clock: brokerClock, ...NEW_CONNECTIONS }))
  const headers = Object.freeze({
    Authorization: `Bearer ${options.token}`,
    'Accept-Datetime-Format': 'RFC3339',
    'OANDA-Agent': 'sep',
  })
  const plain = Object.freeze({ ...headers, 'Accept-Encoding': 'gzip, deflate' })
  const refusals = createRefusals({
    ...options,
    brokerMs: () => brokerClock.nowMs(),
    onChange: (kind, text) => options.report({ kind, text }),
  })
  const limit = createRateLimit(options.clock, options.random)
  const context: Context = { ...options, bucket, transport, refusals, limit, scrub: scrubber(options.token) }
  return {
    read: (path, schema) => readRetrying(context, { path, method: 'GET', headers: plain }, schema),
    submit: ({ method, path, body, requestId, urgent, signal, mayLeave, onStage }) =>
      askOnce(
        context,
        {
          path,
          method,
          headers: { ...plain, 'Content-Type': 'application/json', ClientRequestID: requestId },
          body: JSON.stringify(body),
          mayLeave,
          onStage,
        },
        { role: 'orders', urgent, outer: signal },
      ),
    open: (path, signal) => openStream(context, path, { ...headers, 'Accept-Encoding': 'identity' }, signal),
    refusal: refusals.standing,
    scrub: context.scrub,
    close: () => transport.close(),
  }
}

interface Context extends Omit<HttpOptions, 'transport'> {
  readonly bucket: TokenBucket
  readonly transport: Transport
  readonly refusals: Refusals
  readonly limit: RateLimit
  readonly scrub: Http['scrub']
}
type RelativeRequest = Omit<HttpRequest, 'signal' | 'url' | 'agent'> & { readonly path: string }

/** Waits for its turn, then sends the request once; all within the time-out. */
const askOnce = async (
  { target, clock, brokerClock, report, timeoutMs, bucket, transport, limit, scrub, onAnswer }: Context,
  request: RelativeRequest,
  { role, urgent, outer }: { readonly role: Role; readonly urgent: boolean; readonly outer?: AbortSignal | undefined },
): Promise<Answer | Fault> => {
  const { signal, release } = deadline(clock, timeoutMs, outer)
  try {
    if (!(await bucket.take(urgent, signal)))
      return { ok: false, sent: false, why: `no request slot: ${whyNot(signal)}` }
    const agent = await transport.agentFor(role, target.rest, signal)
    if (!agent) return { ok: false, sent: false, why: `no connection: ${whyNot(signal)}` }
    const sentMs = brokerClock.monotonicMs()
    const answer = await fetchJson(
      { ...request, agent, url: new URL(request.path, target.rest), signal },
      transport.open,
    )
    if (!answer.ok) return { ...answer, why: scrub(answer.why) }
    onAnswer?.(request, answer)
    // The date of an error page is that of a proxy.
    if (answer.status < 300 && answer.document && Number.isFinite(answer.dateMs))
      brokerClock.sampleDate(answer.dateMs, sentMs, brokerClock.monotonicMs())
    if (role === 'orders' && (answer.status === 401 || answer.status === 403))
      report({ kind: 'unauthorized', text: `${request.method} ${request.path}: HTTP ${answer.status}` })
    if (answer.status === 429) {
      bucket.drain()
      const waitMs = limit.hit(answer.retryAfterMs)
      report({ kind: 'rate-limited', text: `${request.method} ${request.path}: HTTP 429`, waitMs })
    } else limit.passed()
    return answer
  } finally {
    release()
  }
}

const readRetrying = async <Z extends z.ZodType>(
  context: Context,
  request: RelativeRequest,
  schema: Z,
): Promise<z.output<Z>> => {
  const { clock, attempts, random, report, scrub, refusals, limit } = context
  const { path } = request
  const face = faceOf(path)
  const early = refusals.waiting(face)
  if (early) throw early
  const backOff = createBackOff(RETRY_FIRST_MS, RETRY_MOST_MS, random)
  for (let attempt = 1; ; attempt++) {
    const limitMs = limit.waitMs()
    if (limitMs > 0) await pause(clock, limitMs)
    const answer = await askOnce(context, request, { role: 'reads', urgent: false })
    // Nothing of a proxy: the broker has no such transactions.
    if (answer.ok && answer.status === 416)
      throw new SepError('history-differs', `GET ${path}: ${statusText(answer, scrub)}`)
    if (answer.ok && isRefusal(answer.status)) throw refusals.refused(face, `GET ${path}: ${statusText(answer, scrub)}`)
    if (answer.ok && answer.status === 200 && answer.document) {
      refusals.accepted(face)
      return parsed(path, schema, answer.document, report)
    }
    const why = answer.ok ? statusText(answer, scrub) : answer.why
    if (attempt >= attempts) throw new SepError('broker-unavailable', `GET ${path}: ${why}, ${attempt} times`)
    // Reported as such, and waited out before the next attempt.
    if (answer.ok && answer.status === 429) continue
    report({ kind: 'retry', text: `GET ${path}: ${why}` })
    await pause(clock, backOff.next(answer.ok ? answer.retryAfterMs : 0))
  }
}

const openStream = async (
  { target, clock, refusals, timeoutMs, bucket, transport, scrub }: Context,
  path: string,
  headers: HttpRequest['headers'],
  outer: AbortSignal,
): Promise<Opened | Fault> => {
  const { signal, release } = deadline(clock, timeoutMs, outer)
  try {
    const url = new URL(path, target.stream)
    const agent = (await bucket.take(false, signal)) && (await transport.agentFor('streams', url, signal))
    if (!agent) return { ok: false, sent: false, why: `no connection: ${whyNot(signal)}` }
    const opened = await transport.open({ url, method: 'GET', headers, agent, signal })
    if (!opened.ok) return { ...opened, why: scrub(opened.why) }
    // The stream waits by itself between its attempts, and goes on for ever.
    if (isRefusal(opened.status)) refusals.refused(faceOf(path), `GET ${path}: HTTP ${opened.status}`)
    else if (opened.status === 200) refusals.accepted(faceOf(path))
    return opened
  } finally {
    release()
  }
}

const whyNot = (signal: AbortSignal): string =>
  signal.aborted ? String(signal.reason) : 'too many requests are waiting'

/** An interface: one that is refused does not stop the others. */
const faceOf = (path: string): string => path.split('?', 1)[0] as string

/** The broker, or a proxy in front of it, does not want this request now. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429

const statusText = ({ status, document }: Answer, scrub: Http['scrub']): string => {
  const text = document?.['errorMessage']
  const rest = typeof text === 'string' ? `: ${scrub(text)}` : document ? '' : ', not JSON'
  return `HTTP ${status}${rest}`
}

const parsed = <Z extends z.ZodType>(
  path: string,
  schema: Z,
  document: unknown,
  report: HttpOptions['report'],
): z.output<Z> => {
  const result = schema.safeParse(document)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const text = `GET ${path}: unreadable: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
  report({ kind: 'unreadable', text })
  throw new SepError('broker-unavailable', text)
}
