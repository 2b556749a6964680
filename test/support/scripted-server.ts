/** A real local HTTP server with scripted answers. It records its requests, and can wait for the n-th one. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** The n-th connection of the server, from 0. */
  readonly connection: number
}
export type Answer = (response: ServerResponse, seen: Seen) => void

export interface ScriptedServer {
  readonly url: string
  readonly seen: readonly Seen[]
  /** Answers, used one after the other, before `otherwise`. */
  readonly script: Answer[]
  otherwise: Answer
  /** Resolves when `count` requests have come. */
  asked(count: number): Promise<void>
  connections(): number
  close(): Promise<void>
}

export const scriptedServer = async (): Promise<ScriptedServer> => {
  const seen: Seen[] = []
  const script: Answer[] = []
  const sockets: Socket[] = []
  let waiters: { count: number; wake: () => void }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => {})
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const entry: Seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        connection: sockets.indexOf(request.socket),
      }
      seen.push(entry)
      ;(script.shift() ?? self.otherwise)(response, entry)
      for (const waiter of waiters) if (seen.length >= waiter.count) waiter.wake()
      waiters = waiters.filter(({ count }) => seen.length < count)
    })
  })
  server.on('connection', (socket) => {
    socket.on('error', () => {})
    sockets.push(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const self: ScriptedServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    script,
    otherwise: (response) => json(404, { errorMessage: 'nothing is written for this' })(response, seen.at(-1)!),
    asked: (count) => (seen.length >= count ? Promise.resolve() : new Promise((wake) => waiters.push({ count, wake }))),
    connections: () => sockets.length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return self
}

export const json =
  (status: number, document: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    response.end(JSON.stringify(document))
  }

export const gzipped =
  (document: unknown): Answer =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
    response.end(gzipSync(JSON.stringify(document)))
  }

/** The page of a proxy, with or without the matching type. */
export const html =
  (status: number, type = 'text/html'): Answer =>
  (response) => {
    response.writeHead(status, { 'Content-Type': type })
    response.end('<html><head><title>502 Bad Gateway</title></head></html>')
  }

/** Closes the connection without an answer. */
export const reset: Answer = (response) => {
  response.socket?.resetAndDestroy()
}

/** Head and half of the body, then a closed connection. */
export const cutOff =
  (status: number, document: unknown): Answer =>
  (response) => {
    const body = JSON.stringify(document)
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': String(body.length) })
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy())
  }

/** Never answers. */
export const silence: Answer = () => {}

/** Opens a stream and writes each chunk separately; the stream stays open. */
export const streaming =
  (chunks: readonly string[], after: (response: ServerResponse) => void = () => {}): Answer =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
    response.flushHeaders()
    const next = (n: number): void => {
      if (n === chunks.length) return after(response)
      response.write(chunks[n]!, () => setImmediate(() => next(n + 1)))
    }
    next(0)
  }
