/** Opens an HTTP port and closes it in order. */
import { createServer, type RequestListener } from 'node:http'
import { CodedError } from './errors.js'

export interface ListenAddress {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  /** The flags that choose another address, for the error; default `--port or --host`. */
  readonly flags?: string
  /** How long an idle connection stays open, ms; default: Node's. */
  readonly keepAliveMs?: number
}
export interface HttpListener {
  readonly port: number
  /** With `localhost` for 127.0.0.1. */
  readonly url: string
  /** Takes no more requests and drops open connections. */
  close(): Promise<void>
}

/** A port that cannot be opened is `bad-argument`. */
export const listen = async (
  listener: RequestListener,
  { port, host, flags = '--port or --host', keepAliveMs }: ListenAddress,
): Promise<HttpListener> => {
  const server = createServer(listener)
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

const nameOf = (host: string): string => (host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host)
