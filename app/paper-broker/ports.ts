/** The two ports of the paper broker. */
import type { RequestListener } from 'node:http'
import { listen } from '../../lib/listen.js'

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
  ports: { readonly rest: number; readonly stream: number },
): Promise<BrokerPorts> => {
  const address = { host: HOST, keepAliveMs: KEEP_ALIVE_MS }
  const first = await listen(rest, { ...address, port: ports.rest, flags: '--port' })
  const second = await listen(streams, { ...address, port: ports.stream, flags: '--stream-port' }).catch(
    async (error: unknown) => {
      await first.close()
      throw error
    },
  )
  return {
    restUrl: `http://${HOST}:${first.port}`,
    streamUrl: `http://${HOST}:${second.port}`,
    close: async () => {
      await Promise.all([first.close(), second.close()])
    },
  }
}
