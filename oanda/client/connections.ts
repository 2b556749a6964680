/** Connections to the broker: one set per role, so that nothing waits behind less important work, and a limited rate of new ones. */
import http from 'node:http'
import https from 'node:https'
import { MINUTE_MS } from '../../lib/time-units.js'
import type { TokenBucket } from '../../lib/token-bucket.js'

export type Role = 'orders' | 'reads' | 'streams'

const OPTIONS: Readonly<Record<Role, http.AgentOptions>> = Object.freeze({
  // Servers close idle connections after 5 s or more; an order sent on one that is just closing would have an unknown outcome.
  orders: { keepAlive: true, maxSockets: 4, timeout: 4_000 },
  reads: { keepAlive: true, maxSockets: 4, timeout: MINUTE_MS },
  streams: { keepAlive: false },
})

export interface Connections {
  /**
   * Waits for an idle connection or for the right to open a new one, whichever comes first; null if the signal aborts first. Make the
   * request with the agent at once.
   */
  agentFor(role: Role, url: URL, signal: AbortSignal): Promise<http.Agent | null>
  /** Closes every connection. */
  readonly close: () => void
}

interface Lane {
  readonly agent: http.Agent
  /** Waiters for an idle connection. */
  readonly waiting: (() => void)[]
}

/** Each new connection takes a token from `newConnections`; those for orders go first. */
export const createConnections = (newConnections: TokenBucket): Connections => {
  const lanes = new Map<string, Lane>()
  const laneOf = (role: Role, { protocol }: URL): Lane => {
    const key = `${role} ${protocol}`
    const lane = lanes.get(key) ?? createLane(role, protocol === 'https:')
    lanes.set(key, lane)
    return lane
  }
  return {
    agentFor: async (role, url, signal) => {
      const lane = laneOf(role, url)
      while (!isIdle(lane.agent)) {
        const turn = await nextTurn(lane, newConnections, role === 'orders', signal)
        if (turn === 'aborted') return null
        if (turn === 'new') break
      }
      return lane.agent
    },
    close: () => {
      for (const { agent } of lanes.values()) agent.destroy()
    },
  }
}

const createLane = (role: Role, secure: boolean): Lane => {
  const agent = secure
    ? new https.Agent({ ...OPTIONS[role], minVersion: 'TLSv1.2' } as https.AgentOptions)
    : new http.Agent(OPTIONS[role])
  const waiting: (() => void)[] = []
  agent.on('free', () => waiting.shift()?.())
  return { agent, waiting }
}

const isIdle = (agent: http.Agent): boolean =>
  Object.values(agent.freeSockets).some((sockets) => sockets?.some((socket) => !socket.destroyed))

const nextTurn = async (
  { waiting }: Lane,
  newConnections: TokenBucket,
  urgent: boolean,
  signal: AbortSignal,
): Promise<'idle' | 'new' | 'aborted'> => {
  const leave = new AbortController()
  const stop = () => leave.abort()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  let wake = () => {}
  const idle = new Promise<'idle'>((resolve) => {
    wake = () => resolve('idle')
    waiting.push(wake)
  })
  const fresh = newConnections.take(urgent, leave.signal).then((may) => (may ? 'new' : 'aborted'))
  try {
    return await Promise.race([idle, fresh])
  } finally {
    signal.removeEventListener('abort', stop)
    leave.abort()
    const at = waiting.indexOf(wake)
    if (at >= 0) waiting.splice(at, 1)
  }
}
