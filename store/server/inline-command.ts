/** One inline command to a server on a unix socket, without a client: for use before and after there is one. */
import { createConnection } from 'node:net'
import type { Clock } from '../../lib/clock.js'
import { within } from '../../lib/timeout.js'

/** The first bytes of the reply; null where none comes in time. */
export const inlineCommand = (clock: Clock, socket: string, command: string, limitMs = 500): Promise<string | null> => {
  const connection = createConnection(socket)
  const answer = new Promise<string | null>((resolve) => {
    connection.once('error', () => resolve(null))
    connection.once('close', () => resolve(null))
    connection.once('data', (bytes) => resolve(bytes.toString('latin1')))
    connection.write(`${command}\r\n`)
  })
  return within(clock, limitMs, answer, () => null).finally(() => connection.destroy())
}
