/** Opens the configured server, else one that we start, else memory, and describes which. */
import { relative } from 'node:path'
import type { Clock } from '../lib/clock.js'
import { SepError } from '../model/error-codes.js'
import type { Store } from './store.js'
import { memoryStore } from './memory/store.js'
import { spawnStore } from './server/spawn.js'
import { valkeyStore } from './valkey/store.js'

export interface OpenStoreOptions {
  /** `redis://`, `rediss://`, `valkey://`, `valkeys://`, or the path of a unix socket. */
  readonly url?: string | undefined
  /** Server program to start instead of the first one found. */
  readonly binary?: string | undefined
  /** Data folder of a server that we start. */
  readonly dataDir: string
  readonly clock: Clock
  /** Limit for the first connection, ms; default 5,000. */
  readonly openMs?: number
}

interface OpenedStore {
  readonly store: Store
  readonly description: string
}

/** `description` is one line for the start banner, without credentials. `close` also ends a server that was started here. */
export const openStore = async (options: OpenStoreOptions): Promise<OpenedStore> => {
  const { url, clock, openMs = 5000 } = options
  if (url !== undefined) return described(await valkeyStore({ address: addressOf(url), clock, openMs }), placeOf(url))
  const server = await spawnStore(options)
  if (!server) {
    const description =
      'memory (no valkey-server or redis-server is installed): one process only, nothing survives a restart'
    return { store: memoryStore({ clock }), description }
  }
  try {
    const store = await valkeyStore({ address: addressOf(server.socket), clock, openMs, onClose: server.close })
    const where = relative(process.cwd(), server.socket) || server.socket
    return await described(store, `${server.version}, ${server.owned ? 'started' : 'already running'} at ${where}`)
  } catch (error) {
    await server.close()
    throw error
  }
}

const described = async (store: Store, place: string): Promise<OpenedStore> => {
  const { durable, reason } = await store.durability()
  return { store, description: `${place} (${durable ? reason : `not durable: ${reason}`})` }
}

const addressOf = (url: string): string => {
  if (/^(redis|valkey)s?:\/\/[^/?]+[^?]*$/.test(url)) return url.replace(/^valkey/, 'redis')
  const path = url.replace(/^unix:\/\//, '')
  if (!path.includes('://')) return path
  throw new SepError(
    'bad-config',
    `SEP_STORE_URL: starts with redis://, rediss://, valkey://, valkeys:// or is a path; it has ${path.split('://')[0]}://`,
  )
}

/** The address without user and password. */
const placeOf = (url: string): string => url.replace(/\/\/[^/@]*@/, '//')
