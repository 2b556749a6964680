/** Moves a store from where it stood before to where every command finds it. */
import { cpSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '../../lib/clock.js'
import { makeFolder } from '../../lib/make-folder.js'
import { SepError } from '../../model/error-codes.js'
import { inlineCommand } from '../../store/server/inline-command.js'
import { hasStore } from './store-place.js'

/** The server of neither place may run: it would go on in a folder that is gone. */
export const moveStore = async (clock: Clock, fromFolder: string, toFolder: string): Promise<void> => {
  const [from, to] = [resolve(fromFolder), resolve(toFolder)]
  if (!hasStore(from)) throw new SepError('missing-data', `no store at ${from}`)
  if (hasStore(to)) throw new SepError('bad-argument', `${to} has a store already: one of the two must go first`)
  if ((await inlineCommand(clock, join(from, 'store.sock'), 'PING')) !== null)
    throw new SepError('bad-argument', `the store at ${from} is in use: stop sep live and what else uses it first`)
  try {
    makeFolder(dirname(to), 0o700)
    // An empty folder may stand there; what has files in it is not replaced.
    moved(from, to)
  } catch (cause) {
    throw new SepError('bad-argument', `${from} cannot be moved to ${to}: ${(cause as Error).message}`, { cause })
  }
  for (const name of ['store.sock', 'store.lock']) rmSync(join(to, name), { force: true })
}

const moved = (from: string, to: string): void => {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    cpSync(from, to, { recursive: true, errorOnExist: true, force: false, filter: (path) => !path.endsWith('.sock') })
    rmSync(from, { recursive: true })
  }
}
