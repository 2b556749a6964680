/** The two ports of the paper broker. */
import type { RequestListener } from 'node:http'
import { listen } from '../../lib/listen.js'

export interface BrokerAddress {
  /** Of both ports; default: this machine alone. */
  readonly host?: string
  readonly port: number
  readonly streamPort: number
  /** Sees every answer. */
  readonly counted?: (app: RequestListener) => RequestListener
}
export interface BrokerPorts {
  readonly restUrl: string
  readonly streamUrl: string
  /** Takes no more requests and drops open connections. */
  close(): Promise<void>
}

/** Reachable from this machine only. */
const HOST = '127.0.0.1'
/** Longer than clients keep an idle connection, so that they never write to one that has just been closed. */
const KEEP_ALIVE_MS = 75_000

/** Port 0 takes any free one. */
export const openBrokerPorts = async (
  rest: RequestListener,
  streams: RequestListener,
  { host = HOST, counted = (app) => app, ...ports }: BrokerAddress,
): Promise<BrokerPorts> => {
  const address = { host, keepAliveMs: KEEP_ALIVE_MS }
  const first = await listen(counted(rest), { ...address, port: ports.port, flags: '--port' })
  const second = await listen(counted(streams), { ...address, port: ports.streamPort, flags: '--stream-port' }).catch(
    async (error: unknown) => {
      await first.close()
      throw error
    },
  )
  return {
    restUrl: `http://${host}:${first.port}`,
    streamUrl: `http://${host}:${second.port}`,
    close: async () => {
      await Promise.all([first.close(), second.close()])
    },
  }
}
