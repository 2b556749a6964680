/** An ioredis client that never queues, resends or retries a command. */
import { Redis, type RedisOptions } from 'ioredis'
import type { StoreAddress } from '../address.js'

/**
 * By default a command whose reply was lost is silently resent (a second entry in a stream), and one issued while the server is down is
 * kept and executed later. `maxRetriesPerRequest: 0` makes it reject at once.
 */
const PROFILE = Object.freeze({
  lazyConnect: true,
  protocol: 2,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  enableAutoPipelining: false,
  connectTimeout: 2000,
  disconnectTimeout: 100,
  /** A primary that was demoted: look up the address again. */
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  retryStrategy: (times: number) => Math.min(25 * times, 1000),
} satisfies RedisOptions & { readonly disconnectTimeout: number })

/** Not connected yet. The database is not the client's business: one that fails to select it goes on in database 0. */
export const redisClient = (address: StoreAddress, commandTimeout: number): Redis => {
  if (address.kind === 'socket') return new Redis({ ...PROFILE, commandTimeout, path: address.path })
  const { host, port, tls, username, password } = address
  return new Redis({
    ...PROFILE,
    commandTimeout,
    host,
    port,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  })
}
