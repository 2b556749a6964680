/** Runs a command of sep in a process of its own and reads its JSON: what computes for a second must not hold up the slices of this one. */
import { execFile } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { ApiError } from '../../../api/routes/api-error.js'
import { packageRoot } from '../../../lib/package-root.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import { environment } from '../../config/environment.js'

export type SepCommand = (
  args: readonly string[],
  signal: AbortSignal,
  env?: Readonly<Record<string, string>>,
) => Promise<unknown>

const MOST_AT_ONCE = 2
const LONGEST_MS = 120 * SECOND_MS
const OUTPUT_BYTES = 64 << 20

/** What the command refuses is ApiError `refused` with its line; more than two at once are `too-many-requests`. */
export const sepCommand = (): SepCommand => {
  let running = 0
  return async (args, signal, env = {}) => {
    if (running >= MOST_AT_ONCE)
      throw new ApiError('too-many-requests', `${MOST_AT_ONCE} commands run already; ask again when one has ended`)
    running++
    try {
      return JSON.parse(await outputOf([...args, '--json'], signal, env)) as unknown
    } finally {
      running--
    }
  }
}

const outputOf = (
  args: readonly string[],
  signal: AbortSignal,
  env: Readonly<Record<string, string>>,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const main = join(packageRoot(), 'dist', 'cli', 'main.js')
    const options = {
      signal,
      timeout: LONGEST_MS,
      maxBuffer: OUTPUT_BYTES,
      env: { ...resolvedEnvironment(), ...env, NO_COLOR: '1' },
    }
    const child = execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) => {
      // A command that found a difference exits 1 with its answer.
      if (stdout.trimStart().startsWith('{')) return resolve(stdout)
      if (error === null) return reject(new ApiError('refused', `sep ${args[0]}: gave no answer`))
      if (error.killed)
        return reject(new ApiError('refused', `sep ${args[0]}: stopped after ${LONGEST_MS / SECOND_MS} s`))
      const line = stderr.trim().split('\n').at(-1) ?? ''
      reject(new ApiError('refused', line === '' ? `sep ${args[0]} failed` : line.replace(/^sep: /, '')))
    })
    yieldTo(child.pid)
  })

/** What this process trades or answers comes first. */
const yieldTo = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system does not allow it.
  }
}

/** A value that was read from NAME_FILE stands in NAME, and both at once are refused. */
const resolvedEnvironment = (): Readonly<Record<string, string>> => {
  const env = environment()
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !name.endsWith('_FILE') || env[name.slice(0, -'_FILE'.length)] === undefined,
    ),
  )
}
