/** The end of a command that may have loaded a user's module. */
import { afterIfAlive } from '../../lib/clock.js'

/** A process that has nothing left to do ends by itself long before. */
const GRACE_MS = 1000

/** Once all output is written, ends a process that only handles of a user's module keep alive; never delays the end of another. */
export const endProcess = (stdout: NodeJS.WritableStream, exit: () => void): void => {
  stdout.write('', () => afterIfAlive(GRACE_MS, exit))
}
