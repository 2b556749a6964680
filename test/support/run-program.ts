/** Runs a program to its end without blocking the test worker, which must answer its runner meanwhile. */
import { spawn } from 'node:child_process'
import type { PrintedSecret } from './secrets/secret-check.js'
import { watched } from './secrets/watched.js'

export interface Finished {
  /** Null where it was killed or could not be started. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface ProgramOptions {
  readonly cwd: string
  /** Milliseconds after which it is killed. */
  readonly timeout: number
  /** This process's where none is given. */
  readonly env?: { readonly [name: string]: string }
  /** What it prints on purpose; any other secret in its output is an error. */
  readonly prints?: PrintedSecret
}

export const runProgram = (
  command: string,
  args: readonly string[],
  { cwd, timeout, env, prints = null }: ProgramOptions,
): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const given = env ?? process.env
    const started = spawn(command, args, { cwd, timeout, env: given, stdio: ['ignore', 'pipe', 'pipe'] })
    const child = watched(started, given, prints, reject)
    const chunks = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (chunks.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (chunks.err += text))
    child.on('error', (error) => resolve({ code: null, out: chunks.out, err: error.message }))
    child.on('close', (code) => resolve({ code, ...chunks }))
  })
