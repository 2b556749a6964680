/** The two ports of the paper broker. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { SepError } from '../../model/error-codes.js'

export interface BrokerPorts {
  readonly restUrl: string
  readonly streamUrl: string
  /** Takes no more requests and hangs up on whoever is still there. */
  close(): Promise<void>
}

const HOST = '127.0.0.1'
/** Idle connections of clients stay open longer than clients keep them. */
const KEEP_ALIVE_MS = 75_000

/** Only this machine can reach them. Port 0 takes any free one. */
export const openBrokerPorts = async (
  rest: RequestListener,
  streams: RequestListener,
  ports: { readonly rest: number; readonly stream: number },
): Promise<BrokerPorts> => {
  const servers = [createServer(rest), createServer(streams)] as const
  try {
    await listen(servers[0], ports.rest, '--port')
    await listen(servers[1], ports.stream, '--stream-port')
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  return {
    restUrl: urlOf(servers[0]),
    streamUrl: urlOf(servers[1]),
    close: async () => {
      await Promise.all(
        servers.map((server) => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()))
          server.closeAllConnections()
          return closed
        }),
      )
    },
  }
}

const listen = (server: Server, port: number, flag: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.keepAliveTimeout = KEEP_ALIVE_MS
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${cause.code ?? cause.message})`
      reject(new SepError('bad-argument', `port ${port} of ${HOST} ${why}; choose another with ${flag}`, { cause }))
    })
    server.listen(port, HOST, resolve)
  })

const urlOf = (server: Server): string => {
  const address = server.address()
  return `http://${HOST}:${typeof address === 'object' && address !== null ? address.port : 0}`
}
