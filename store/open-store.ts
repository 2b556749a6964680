/** Opens the configured server, else one that we start, else memory, and describes which. */
import { relative } from 'node:path'
import type { Clock } from '../lib/clock.js'
import type { Logger } from '../lib/logger.js'
import { storeAddress } from './address.js'
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
  /** With it, a server that we start and that ends too early is started again. */
  readonly log?: Logger
}

interface OpenedStore {
  readonly store: Store
  readonly description: string
}

/** `description` is one line for the start banner, without credentials. `close` also ends a server that was started here. */
export const openStore = async (options: OpenStoreOptions): Promise<OpenedStore> => {
  const { url, clock, openMs = 5000 } = options
  if (url !== undefined) return described(await valkeyStore({ address: url, clock, openMs }), storeAddress(url).shown)
  const server = await spawnStore(options)
  if (!server) {
    const description =
      'memory (no valkey-server or redis-server is installed): one process only, nothing survives a restart'
    return { store: memoryStore({ clock }), description }
  }
  try {
    const store = await valkeyStore({ address: server.socket, clock, openMs, onClose: server.close })
    const near = relative(process.cwd(), server.socket)
    const where = near.startsWith('..') ? server.socket : near
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
