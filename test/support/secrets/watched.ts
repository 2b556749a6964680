/** Watches what a child process prints: a secret in it is an uncaught error, which fails the run even if no test reads the output. */
import type { ChildProcess } from 'node:child_process'
import type { Environment } from './handed-secrets.js'
import { type PrintedSecret, secretCheck } from './secret-check.js'

/** Call it where the child is started; `env` is that of the child. `found` takes the error where a caller can pass it on. */
export const watched = <C extends ChildProcess>(
  child: C,
  env: Environment = process.env,
  prints: PrintedSecret = null,
  found: (error: unknown) => void = thrown,
): C => {
  for (const stream of [child.stdout, child.stderr]) {
    const check = secretCheck(child.spawnargs.slice(0, 3).join(' '), child.spawnargs, env, prints)
    stream?.on('data', (piece: Buffer | string) => {
      try {
        check(piece.toString())
      } catch (error) {
        found(error)
      }
    })
  }
  return child
}

const thrown = (error: unknown): never => {
  throw error
}
