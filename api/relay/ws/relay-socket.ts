/** One WebSocket as the core's outlet, with its pings. */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Clock } from '../../../lib/clock.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import { CLOSE } from '../core/client.js'
import type { RelayCore } from '../core/relay-core.js'
import type { Admission } from './admission.js'

export interface RelaySocketInputs {
  readonly core: RelayCore
  readonly socket: WebSocket
  /** The connection below it. */
  readonly stream: Duplex
  readonly admission: Admission
  readonly clock: Clock
  readonly flush: () => void
  readonly onTooSlow: () => void
}

export interface RelaySocket {
  readonly admission: Admission
  /** Call it each second or so: pings, and closes a client that does not answer. */
  readonly beat: () => void
  readonly revoke: () => void
  readonly close: (code: number, reason: string) => void
  readonly terminate: () => void
}

/** More waits in the logs, not in the connection. */
const WRITABLE_BYTES = 128 * 1024
const PING_MS = 15 * SECOND_MS
const UNANSWERED_MAX = 2

export const relaySocket = (inputs: RelaySocketInputs): RelaySocket => {
  const { core, socket, stream, admission, clock, flush, onTooSlow } = inputs
  const at = { pingMs: clock.monotonicMs(), unanswered: 0, corked: false }
  const uncork = (): void => {
    at.corked = false
    stream.uncork()
  }
  /** What is sent in one turn of the event loop is one write. */
  const cork = (): void => {
    if (at.corked) return
    at.corked = true
    stream.cork()
    process.nextTick(uncork)
  }
  const close = (code: number, reason: string): void => {
    if (code === CLOSE.tooSlow) onTooSlow()
    socket.close(code, reason)
  }
  const connection = core.open({
    send: (text) => {
      cork()
      socket.send(text)
    },
    isWritable: () => socket.bufferedAmount < WRITABLE_BYTES,
    close,
  })
  socket.on('message', (data, isBinary) => {
    connection.receive(isBinary ? '' : (data as Buffer).toString('utf8'))
    flush()
  })
  socket.on('pong', () => {
    at.unanswered = 0
  })
  socket.on('error', () => {})
  socket.once('close', connection.leave)
  stream.on('drain', () => {
    connection.drained()
    flush()
  })
  return {
    admission,
    beat: () => {
      const now = clock.monotonicMs()
      if (now - at.pingMs < PING_MS || socket.readyState !== socket.OPEN) return
      if (at.unanswered >= UNANSWERED_MAX) return close(CLOSE.tooSlow, 'pings are not answered: resume by id')
      at.pingMs = now
      at.unanswered++
      socket.ping()
    },
    revoke: () => close(CLOSE.revoked, 'the token or session has ended'),
    close,
    terminate: () => socket.terminate(),
  }
}
