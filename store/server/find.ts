/** Finds the installed server program. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { SepError } from '../../model/error-codes.js'

const NAMES = ['valkey-server', 'redis-server']

export interface ServerProgram {
  readonly binary: string
  /** `Valkey 8.1.0` */
  readonly version: string
}

/** The named program, else the first on PATH that is Valkey or Redis 7.0 or newer; null = none. A named one that is not is `bad-config`. */
export const findServer = async (binary?: string): Promise<ServerProgram | null> => {
  if (process.platform === 'win32') return null
  for (const name of binary === undefined ? NAMES : [binary]) {
    const found = await probe(name)
    if (found) return found
  }
  if (binary === undefined) return null
  throw new SepError('bad-config', `${binary}: not a Valkey or Redis server of version 7.0 or newer`)
}

const probe = async (binary: string): Promise<ServerProgram | null> => {
  try {
    const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 5000 })
    const [, name, version] = /^(\w+).*\bv=([\d.]+)/.exec(stdout) ?? []
    if (!name || !version || Number.parseInt(version, 10) < 7) return null
    return { binary, version: `${name} ${version}` }
  } catch {
    return null
  }
}
