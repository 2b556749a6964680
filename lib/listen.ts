/** Opens an HTTP port and closes it in order. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { CodedError } from './errors.js'

export interface ListenAddress {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  /** The flags that choose another address, for the error; default `--port or --host`. */
  readonly flags?: string
  /** How long an idle connection stays open, ms; default: Node's. */
  readonly keepAliveMs?: number
  /** Takes a connection that asks to become another protocol, such as a WebSocket; without it the request is an ordinary one. */
  readonly onUpgrade?: Upgrade
  /** Default 500. */
  readonly connectionsMax?: number
}
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void
export interface HttpListener {
  readonly port: number
  /** With `localhost` for 127.0.0.1. */
  readonly url: string
  /** Takes no more requests and drops open connections. */
  close(): Promise<void>
}

const CONNECTIONS_MAX = 500
const HEADERS_MAX = 100
/** A client that sends its request slower than this is dropped, ms. */
const HEADERS_MS = 10_000
const REQUEST_MS = 30_000
/** How often that is looked for. */
const CHECK_MS = 5000

/**
 * A port that cannot be opened is `bad-argument`. A request must name this server in its `Host`: a page of another site that has its name
 * lead here would read answers otherwise. Behind a wildcard address any name is right.
 */
export const listen = async (
  listener: RequestListener,
  { port, host, flags = '--port or --host', keepAliveMs, onUpgrade, connectionsMax = CONNECTIONS_MAX }: ListenAddress,
): Promise<HttpListener> => {
  const server = createServer({ connectionsCheckingInterval: CHECK_MS }, (request, response) => {
    if (isOwnName(host, hostIn(request))) return listener(request, response)
    const form = { 'Content-Type': 'application/problem+json', 'Content-Length': FOREIGN_HOST.length }
    response.writeHead(421, { ...form, Connection: 'close' })
    response.end(FOREIGN_HOST)
  })
  refuseMalformed(server)
  if (onUpgrade) server.on('upgrade', guarded(host, onUpgrade))
  server.maxConnections = connectionsMax
  server.maxHeadersCount = HEADERS_MAX
  server.headersTimeout = HEADERS_MS
  server.requestTimeout = REQUEST_MS
  if (keepAliveMs !== undefined) server.keepAliveTimeout = keepAliveMs
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${cause.code ?? cause.message})`
      reject(new CodedError('bad-argument', `port ${port} of ${host} ${why}; choose another with ${flags}`, { cause }))
    })
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const opened = typeof address === 'object' && address !== null ? address.port : port
  return {
    port: opened,
    url: `http://${nameOf(host)}:${opened}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const FOREIGN_HOST = JSON.stringify({
  type: 'about:blank',
  title: 'the Host header does not name this server',
  status: 421,
  code: 'foreign-host',
})

const guarded =
  (host: string, onUpgrade: Upgrade): Upgrade =>
  (request, socket, head) => {
    if (isOwnName(host, hostIn(request))) return onUpgrade(request, socket, head)
    socket.end('HTTP/1.1 421 Misdirected Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  }

const nameOf = (host: string): string => (host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host)

/** The server that a request names, in its target or else its `Host`; two of them name none. */
const hostIn = ({ url = '/', headers, rawHeaders }: IncomingMessage): string | undefined => {
  if (rawHeaders.filter((name, n) => n % 2 === 0 && name.toLowerCase() === 'host').length > 1) return undefined
  return /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).host : headers.host
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/** `named`: the request's Host. */
const isOwnName = (host: string, named: string | undefined): boolean => {
  if (host === '0.0.0.0' || host === '::') return true
  const name = (named ?? '')
    .replace(/:\d{1,5}$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  return LOOPBACK.test(name) || name === host.toLowerCase() || (isIP(name) > 0 && isIP(host) === 0)
}

const REFUSALS: Readonly<Record<string, readonly [status: string, code: string, title: string]>> = Object.freeze({
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'too-large', 'the head of the request is above 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'too-slow', 'the request was not finished in time'],
})
const MALFORMED = ['400 Bad Request', 'bad-request', 'it is not HTTP'] as const

/** Answers what is no request, or is never finished, in the form of every other error. */
const refuseMalformed = (server: Server): void => {
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request, response) => answering.set(request.socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // In the middle of an answer a second one would be read as a part of it.
    const response = answering.get(socket)
    const isAnswering = response !== undefined && response.headersSent && !response.writableFinished
    if (isAnswering || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    socket.end(refusal(REFUSALS[error.code ?? ''] ?? MALFORMED))
  })
}

const refusal = ([line, code, title]: readonly [string, string, string]): string => {
  const body = JSON.stringify({ type: 'about:blank', title, status: Number.parseInt(line, 10), code })
  const head = [
    ...[`HTTP/1.1 ${line}`, 'Content-Type: application/problem+json', 'Connection: close'],
    `Content-Length: ${body.length}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
