/** An ioredis client that never queues, resends or retries a command. */
import { Redis, type RedisOptions } from 'ioredis'
import type { Clock } from '../../lib/clock.js'
import { within } from '../../lib/timeout.js'
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

/**
 * Not connected yet. A server that accepts a connection and does not answer on it within `timeoutMs` gets another one. Commands have no
 * limit here: the caller's counts what arrived while this process was paused. The database is not the client's business: one that fails to
 * select it goes on in database 0.
 */
export const redisClient = (address: StoreAddress, clock: Clock, timeoutMs: number): Redis => {
  const redis = new Redis(optionsOf(address))
  const open: { answered?: () => void } = {}
  const answered = () => open.answered?.()
  redis.on('ready', answered).on('close', answered)
  redis.on('connect', () => {
    const isAnswered = new Promise<void>((resolve) => {
      open.answered = resolve
    })
    void within(clock, timeoutMs, isAnswered, () => redis.disconnect(true))
  })
  return redis
}

const optionsOf = (address: StoreAddress) => {
  if (address.kind === 'socket') return { ...PROFILE, path: address.path }
  const { host, port, tls, username, password } = address
  return {
    ...PROFILE,
    host,
    port,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  }
}
