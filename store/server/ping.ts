/** One question to a server on a unix socket, without a client: used before and after there is one. */
import { createConnection } from 'node:net'
import type { Clock } from '../../lib/clock.js'
import { within } from '../../lib/timeout.js'

/** The first bytes of the answer to an inline command; null where nobody answers in time. */
export const askServer = (clock: Clock, socket: string, command: string, limitMs = 500): Promise<string | null> => {
  const connection = createConnection(socket)
  const answer = new Promise<string | null>((resolve) => {
    connection.once('error', () => resolve(null))
    connection.once('close', () => resolve(null))
    connection.once('data', (bytes) => resolve(bytes.toString('latin1')))
    connection.write(`${command}\r\n`)
  })
  return within(clock, limitMs, answer, () => null).finally(() => connection.destroy())
}
