/** A WebSocket client that keeps what it receives. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ServerMessage } from '../../../api/contract/stream.js'
import { until } from '../../support/until.js'

export interface SocketClient {
  readonly socket: WebSocket
  readonly texts: string[]
  readonly send: (message: unknown) => void
  /** The first message that fits, taken out together with those before it. */
  readonly next: (what: string, fits?: (message: ServerMessage) => boolean) => Promise<ServerMessage>
  /** Code of the end; null while open. */
  readonly ended: () => number | null
}

export const openSocket = async (url: string, headers: Record<string, string> = {}): Promise<SocketClient> => {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false })
  const texts: string[] = []
  const end = { code: null as number | null }
  socket.on('message', (data: Buffer) => texts.push(data.toString('utf8')))
  socket.on('close', (code) => {
    end.code = code
  })
  await once(socket, 'open')
  socket.on('error', () => {})
  return {
    socket,
    texts,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    ended: () => end.code,
    next: (what, fits = () => true) =>
      until(
        what,
        10_000,
        () => {
          while (texts.length > 0) {
            const message = JSON.parse(texts.shift() as string) as ServerMessage
            if (fits(message)) return message
          }
          return null
        },
        () => `ended with ${end.code}`,
      ),
  }
}

/** Status and code of an upgrade that is refused; 101 of one that is not. */
export const tryUpgrade = async (
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; code: string | null }> => {
  const socket = new WebSocket(url, { headers })
  return new Promise((resolve) => {
    socket.on('error', () => {})
    socket.once('open', () => {
      socket.terminate()
      resolve({ status: 101, code: null })
    })
    socket.once('unexpected-response', (_request, response) => {
      let text = ''
      response.on('data', (part: Buffer) => {
        text += part.toString()
      })
      response.on('end', () => {
        const code = text === '' ? null : (JSON.parse(text) as { code: string }).code
        resolve({ status: response.statusCode ?? 0, code })
      })
    })
  })
}
