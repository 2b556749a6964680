/** An HTTP server that a command opens and closes in order. */
import { createServer, type RequestListener } from 'node:http'
import { CodedError } from './errors.js'

export interface PageServer {
  readonly url: string
  /** Takes no more requests and hangs up on whoever is still there. */
  close(): Promise<void>
}

/** Port 0 takes any free one. A port that cannot be had is `bad-argument`. */
export const openPageServer = async (listener: RequestListener, port: number, host: string): Promise<PageServer> => {
  const server = createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${cause.code ?? cause.message})`
      reject(
        new CodedError('bad-argument', `port ${port} of ${host} ${why}; choose another with --port or --host`, {
          cause,
        }),
      )
    })
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${nameOf(host)}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const nameOf = (host: string): string => (host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host)
