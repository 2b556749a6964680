/** The relay on WebSockets: takes over upgrades at `/ws`, and writes what the core sends. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../../lib/clock.js'
import type { Upgrade } from '../../../lib/listen.js'
import { pause } from '../../../lib/pause.js'
import { MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import { ApiError } from '../../routes/api-error.js'
import type { ClientLimits } from '../core/client.js'
import type { LogLimits } from '../core/message-log.js'
import { relayCore } from '../core/relay-core.js'
import type { RelayMessage } from '../core/relay-message.js'
import type { Admission, Admit } from './admission.js'
import { clientRoom } from './client-room.js'
import { openSockets } from './open-sockets.js'
import { refuseUpgrade } from './refuse-upgrade.js'
import { relaySocket, type RelaySocket } from './relay-socket.js'

export interface RelayServerOptions {
  readonly clock: Clock
  readonly admit: Admit
  readonly isInstrument: (name: string) => boolean
  readonly log?: Partial<LogLimits>
  readonly client?: Partial<ClientLimits>
  readonly clientsMax?: number
  readonly clientsPerAddress?: number
}

export interface RelayCounts {
  readonly clients: number
  readonly sent: number
  readonly published: number
  /** Closed because they were too slow. */
  readonly tooSlow: number
}

export interface RelayServer {
  /** For `listen`. */
  readonly upgrade: Upgrade
  readonly publish: (messages: readonly RelayMessage[]) => void
  readonly counts: () => RelayCounts
  /** Closes all connections with 1012, so that clients resume elsewhere. */
  readonly close: () => Promise<void>
}

/** Connections of relay and pages together, for `listen`. */
export const RELAY_CONNECTIONS = 5_000
const CLIENTS_MAX = 4_000
/** Of one address; behind a proxy all clients share its address. From this machine as many as fit. */
const PER_ADDRESS = 1_000
const FRAME_BYTES = 65_536
/** How long a client that is closed may take what waits for it: a slow one sees why. */
const CLOSE_MS = MINUTE_MS
/** `closeTimeout` is not in the types of ws. */
const SETTINGS = Object.freeze({
  noServer: true,
  clientTracking: false,
  maxPayload: FRAME_BYTES,
  perMessageDeflate: false,
  closeTimeout: CLOSE_MS,
})
/** Messages written before the event loop gets a turn. */
const BUDGET = 250
const CHECK_MS = SECOND_MS
const VALID_MS = 2 * SECOND_MS

const LOG: LogLimits = Object.freeze({ entries: 20_000, bytes: 16 * 1024 * 1024, shownEvents: 200 })
const CLIENT: ClientLimits = Object.freeze({
  subscriptions: 50,
  waitingBytes: 1024 * 1024,
  stalledMs: 30 * SECOND_MS,
  burst: 60,
  perSec: 10,
  faults: 10,
})

export const relayServer = (options: RelayServerOptions): RelayServer => {
  const { clock, admit, isInstrument, clientsMax = CLIENTS_MAX, clientsPerAddress = PER_ADDRESS } = options
  const core = relayCore({
    log: { ...LOG, ...options.log },
    client: { ...CLIENT, ...options.client },
    nowMs: () => clock.monotonicMs(),
    isInstrument,
  })
  const server = new WebSocketServer(SETTINGS)
  const sockets = openSockets()
  const room = clientRoom(clientsMax, clientsPerAddress)
  const stop = new AbortController()
  const at = { flushing: false, tooSlow: 0 }

  const flush = async (): Promise<void> => {
    if (at.flushing) return
    at.flushing = true
    while (core.flush(BUDGET)) await clock.yield()
    at.flushing = false
  }
  const opened = (socket: WebSocket, stream: Duplex, admission: Admission, address: string): void => {
    const one = relaySocket({
      core,
      socket,
      stream,
      admission,
      clock,
      flush: () => void flush(),
      onTooSlow: () => at.tooSlow++,
    })
    sockets.add(one)
    socket.once('close', () => {
      sockets.remove(one)
      room.leave(address)
    })
  }
  const take = async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    if (pathOf(request) !== '/ws') throw new ApiError('not-found', 'WebSockets are at /ws')
    const address = request.socket.remoteAddress ?? ''
    room.check(address)
    const admission = await admit(request)
    room.check(address)
    if (stop.signal.aborted) throw new ApiError('unavailable', 'the relay is stopping')
    if (stream.destroyed) return
    room.enter(address)
    stream.off('error', ignore)
    server.handleUpgrade(request, stream, head, (socket) => opened(socket, stream, admission, address))
  }
  void everyMs(clock, CHECK_MS, stop.signal, async () => {
    core.check()
    for (const one of sockets.all) one.beat()
  })
  void everyMs(clock, VALID_MS, stop.signal, () => closeRevoked(sockets.all))
  return {
    publish: (messages) => {
      core.publish(messages)
      void flush()
    },
    upgrade: (request, stream, head) => {
      stream.on('error', ignore)
      take(request, stream, head).catch((error: unknown) => refuseUpgrade(stream, error))
    },
    counts: () => ({ ...core.counts(), clients: sockets.all.size, tooSlow: at.tooSlow }),
    close: async () => {
      stop.abort()
      await sockets.close(SERVICE_RESTART, 'the relay stops: resume by id')
    },
  }
}

const SERVICE_RESTART = 1012
const ignore = (): void => {}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?')[0] as string

const everyMs = async (clock: Clock, ms: number, signal: AbortSignal, then: () => Promise<void>): Promise<void> => {
  while (await pause(clock, ms, signal)) await then()
}

/** One question for all connections of a token or session. A store that is away answers later. */
const closeRevoked = async (sockets: ReadonlySet<RelaySocket>): Promise<void> => {
  const asked = new Map<string, Promise<boolean>>()
  for (const one of sockets) {
    const { key, isValid } = one.admission
    const answer = asked.get(key) ?? isValid().catch(() => true)
    asked.set(key, answer)
    if (!(await answer)) one.revoke()
  }
}
