/** Standard output for long texts. */
import { once } from 'node:events'
import { EXIT } from './run-command.js'

/** Writes text and waits while the reader is behind. A reader that has left, as `head` does, ends the command. */
export const printText = async (text: string): Promise<void> => {
  if (process.stdout.listenerCount('error', leave) === 0) process.stdout.on('error', leave)
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

const leave = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok)
  throw error
}
