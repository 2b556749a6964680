/** The WebSocket of the relay: subscribes, notices silence, comes back by itself and resumes after the last id of each channel. */
import type { Channel, ClientMessage, ServerMessage } from '../../../api/contract/stream.js'
import type { Connection } from '../connection.js'

/** What of a WebSocket is used. */
export interface SocketLike {
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: (() => void) | null
  onerror: (() => void) | null
  send(text: string): void
  close(): void
}

export interface LiveSocketInputs {
  readonly channels: readonly Channel[]
  readonly open: () => SocketLike
  readonly onMessage: (message: ServerMessage) => void
  readonly onState: (state: Connection) => void
  /** Calls after so many milliseconds; returns what cancels it. */
  readonly later: (ms: number, then: () => void) => () => void
}

export const PING_MS = 10_000
/** Without a word for so long the connection is taken for dead. */
export const SILENCE_MS = 25_000
export const RETRY_MS = Object.freeze({ first: 500, most: 8000 })

/** Returns what ends it. */
export const liveSocket = ({ channels, open, onMessage, onState, later }: LiveSocketInputs): (() => void) => {
  const lastId = new Map<Channel, string>()
  const at: { retryMs: number; ended: boolean; stop: () => void } = {
    retryMs: RETRY_MS.first,
    ended: false,
    stop: () => {},
  }

  const connect = (): void => {
    const socket = open()
    const timers = { ping: () => {}, silence: () => {}, closed: false }
    const send = (message: ClientMessage) => socket.send(JSON.stringify(message))
    const closed = () => {
      if (timers.closed) return
      timers.closed = true
      timers.ping()
      timers.silence()
      socket.onmessage = null
      if (at.ended) return
      onState('polling')
      at.stop = later(at.retryMs, connect)
      at.retryMs = Math.min(RETRY_MS.most, 2 * at.retryMs)
    }
    const heard = () => {
      timers.silence()
      timers.silence = later(SILENCE_MS, () => {
        socket.close()
        closed()
      })
    }
    const ping = () => {
      send({ op: 'ping' })
      timers.ping = later(PING_MS, ping)
    }
    socket.onopen = () => {
      heard()
      timers.ping = later(PING_MS, ping)
      for (const channel of channels) {
        const from = lastId.get(channel)
        send({ op: 'subscribe', channels: [channel], ...(from === undefined ? {} : { from }) })
      }
    }
    socket.onmessage = ({ data }) => {
      heard()
      const message = JSON.parse(String(data)) as ServerMessage
      const { ch, id } = message
      if (ch !== undefined && id !== undefined) lastId.set(ch, id)
      if (ch !== undefined && message.op !== 'error') {
        at.retryMs = RETRY_MS.first
        onState('live')
      }
      onMessage(message)
    }
    socket.onclose = closed
    // A close follows.
    socket.onerror = () => {}
    at.stop = () => {
      socket.close()
      closed()
    }
  }

  connect()
  return () => {
    at.ended = true
    at.stop()
  }
}
