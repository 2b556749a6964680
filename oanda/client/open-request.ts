/** Sends one HTTP request and returns the answer with its body unread. Knows whether a byte of the request may have left. */
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { RefusalName } from '../../model/codes.js'

/** Points in the life of an order at which a test may kill the process. */
export type RequestStage =
  | 'http.connected'
  | 'http.headers'
  | 'http.body-half'
  | 'http.body-full'
  | 'reply.headers'
  | 'reply.parsed'

export interface HttpRequest {
  readonly url: URL
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly agent: http.Agent
  /** Ends the request. Its reason, where it is a text, becomes the `why`. */
  readonly signal: AbortSignal
  /** Called when the connection stands, right before the first byte: null = the bytes may leave, else why not. */
  readonly mayLeave?: (() => RefusalName | null) | undefined
  readonly onStage?: OnStage | undefined
}
/** A promise delays the request until it resolves. */
export type OnStage = (stage: RequestStage) => void | Promise<void>

export interface Opened {
  readonly ok: true
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  /** As received, possibly compressed. Destroy it to close the connection. */
  readonly body: Readable
}
export interface Fault {
  readonly ok: false
  /** False: no byte of the request has left, nor will one. */
  readonly sent: boolean
  readonly why: string
  /** Present where `mayLeave` stopped it. */
  readonly refusal?: RefusalName
}

export const openRequest = async (options: HttpRequest): Promise<Opened | Fault> => {
  const { signal, onStage } = options
  if (signal.aborted) return { ok: false, sent: false, why: reasonOf(signal) }
  const { protocol } = options.url
  const request = (protocol === 'https:' ? https : http).request(options.url, {
    method: options.method,
    headers: {
      ...options.headers,
      ...(options.body === undefined ? {} : { 'Content-Length': Buffer.byteLength(options.body) }),
    },
    agent: options.agent,
  })
  let sent = false
  let why: string | undefined
  // `sent` is read when the fault is returned, not when it happened: a failure just before the first byte may be noticed after it.
  const fault = (): Fault => ({ ok: false, sent, why: why ?? 'failed' })
  const failed = new Promise<'failed'>((resolve) => {
    const fail = (text: string) => {
      why ??= text
      resolve('failed')
    }
    request.on('error', (error) => fail(faultText(error)))
    signal.addEventListener(
      'abort',
      () => {
        fail(reasonOf(signal))
        request.destroy()
      },
      { once: true },
    )
  })
  try {
    const open = await Promise.race([connected(request), failed])
    if (open === 'failed') return fault()
    await onStage?.('http.connected')
    if (why !== undefined) return fault()
    const refusal = options.mayLeave?.()
    if (refusal) {
      request.destroy()
      return { ok: false, sent, why: refusal, refusal }
    }
    sent = true
    const response = responded(request)
    const wrote = await Promise.race([write(request, options.body ?? '', onStage), failed])
    if (wrote === 'failed') return fault()
    const answer = await Promise.race([response, failed])
    if (answer === 'failed') return fault()
    await onStage?.('reply.headers')
    const stop = () => answer.destroy(new Error(reasonOf(signal)))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    return { ok: true, status: answer.statusCode ?? 0, headers: answer.headers, body: answer }
  } catch (error) {
    request.destroy()
    throw error
  }
}

/** The code of a network error, never its text, which can contain anything. */
export const faultText = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}

const reasonOf = (signal: AbortSignal): string => (typeof signal.reason === 'string' ? signal.reason : 'aborted')

/** Resolves when bytes can be written; with TLS, once the host has authenticated itself. */
const connected = (request: ClientRequest): Promise<true> =>
  new Promise((resolve) => {
    request.once('socket', (socket: Socket & { secureConnecting?: boolean }) => {
      if (request.reusedSocket || !(socket.connecting || socket.secureConnecting)) return resolve(true)
      socket.once('secureConnecting' in socket ? 'secureConnect' : 'connect', () => resolve(true))
    })
  })

/** In one piece, or stage by stage where a test watches. */
const write = async (request: ClientRequest, body: string, onStage: HttpRequest['onStage']): Promise<true> => {
  if (!onStage) {
    request.end(body)
    return true
  }
  const half = Math.floor(body.length / 2)
  request.flushHeaders()
  await onStage('http.headers')
  if (half > 0) await new Promise<unknown>((resolve) => request.write(body.slice(0, half), resolve))
  await onStage('http.body-half')
  await new Promise<void>((resolve) => request.end(body.slice(half), resolve))
  await onStage('http.body-full')
  return true
}

const responded = (request: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve) => {
    request.once('response', (response) => {
      // The reader gets the error too. Without this listener, an unread answer that breaks off would end the process.
      response.on('error', () => {})
      resolve(response)
    })
  })
