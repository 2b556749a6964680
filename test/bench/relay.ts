/** The relay on loopback: 2,000 clients with ten messages a second each, from a process of their own; then 200 clients that do not read. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { RELAY_CONNECTIONS, type RelayServer, relayServer } from '../../api/relay/ws/relay-server.js'
import { systemClock } from '../../lib/clock.js'
import { listen } from '../../lib/listen.js'

const CLIENTS = 2_000
const STALLED = 200
const PER_SEC = 10
const SECONDS = 10
const LAG_RESOLUTION_MS = 5

export interface ClientFigures {
  readonly received: number
  readonly holes: number
  readonly p50Ms: number
  readonly p99Ms: number
}
export interface RelayBench extends ClientFigures {
  readonly name: 'relay'
  readonly clients: number
  readonly lagP99Ms: number
  readonly stalledRssGrowthMb: number
}

export const benchRelay = async (): Promise<RelayBench> => {
  const relay = relayServer({
    clock: systemClock,
    isInstrument: () => true,
    admit: async () => ({ key: '', isValid: async () => true }),
    clientsPerAddress: RELAY_CONNECTIONS,
  })
  const server = await listen((_request, response) => response.end(), {
    port: 0,
    host: '127.0.0.1',
    onUpgrade: relay.upgrade,
    connectionsMax: RELAY_CONNECTIONS,
  })
  try {
    const url = `ws://127.0.0.1:${server.port}/ws`
    const load = await withClients(url, CLIENTS, 'read', async (child) => {
      const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
      lag.enable()
      await publish(relay, 0)
      lag.disable()
      await sleep(1000)
      child.send('figures')
      const [figures] = (await once(child, 'message')) as [ClientFigures]
      return { ...figures, lagP99Ms: round(lag.percentile(99) / 1e6 - LAG_RESOLUTION_MS) }
    })
    const stalledRssGrowthMb = await withClients(url, STALLED, 'stall', async () => {
      const before = process.memoryUsage().rss
      await publish(relay, PER_SEC * SECONDS)
      return round((process.memoryUsage().rss - before) / 2 ** 20)
    })
    return { name: 'relay', clients: CLIENTS, ...load, stalledRssGrowthMb }
  } finally {
    await relay.close()
    await server.close()
  }
}

const publish = async (relay: RelayServer, from: number): Promise<void> => {
  const startMs = performance.now()
  for (let n = 1; n <= PER_SEC * SECONDS; n++) {
    await sleep(Math.max(0, startMs + (n * 1000) / PER_SEC - performance.now()))
    const sentMs = performance.timeOrigin + performance.now()
    const data = { instrument: 'EUR_USD', sentMs, pad: 'x'.repeat(400) }
    relay.publish([{ ch: 'market', id: `${from + n}-0`, ts: from + n, inst: 'EUR_USD', data }])
  }
}

/** `act` begins once all clients have their snapshot. */
const withClients = async <T>(
  url: string,
  count: number,
  how: 'read' | 'stall',
  act: (child: ChildProcess) => Promise<T>,
): Promise<T> => {
  const child = fork(fileURLToPath(new URL('relay-clients.js', import.meta.url)), [url, String(count), how])
  try {
    await once(child, 'message')
    return await act(child)
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

const round = (value: number): number => Math.round(value * 100) / 100
