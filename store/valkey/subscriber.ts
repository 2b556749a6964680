/** Subscriptions, on their own connection: the first one opens it, and it subscribes again after a break. */
import type { Redis } from 'ioredis'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../store.js'
import { redisClient } from './redis-client.js'
import type { ConnectionOptions } from './connection.js'
import { within } from '../../lib/timeout.js'

export interface ValkeySubscriber {
  readonly subscribe: Store['subscribe']
  readonly close: () => void
}

/** Nothing is connected before the first `subscribe`. */
export const valkeySubscriber = ({ address, clock, timeoutMs }: ConnectionOptions): ValkeySubscriber => {
  const listeners = new Map<string, Set<(message: string) => void>>()
  let closed = false
  let connecting: Promise<Redis> | undefined

  const connect = async (): Promise<Redis> => {
    const redis = redisClient(address, clock, timeoutMs)
    redis.on('error', () => undefined)
    redis.on('message', (channel: string, message: string) => {
      for (const listener of listeners.get(channel) ?? []) listener(message)
    })
    try {
      await within(clock, timeoutMs, redis.connect(), () => Promise.reject(new Error('no connection')))
      return redis
    } catch (error) {
      redis.disconnect()
      connecting = undefined
      throw error
    }
  }
  const inTime = <T>(reply: Promise<T>): Promise<T> =>
    within(clock, timeoutMs, reply, () => Promise.reject(new Error('no reply')))
  const unavailable = (error: unknown) =>
    new SepError('store-unavailable', `store: subscribe: ${closed ? 'closed' : (error as Error).message}`)

  return {
    subscribe: async (channel, onMessage, signal) => {
      if (closed) throw unavailable(null)
      if (signal.aborted) return
      const listener = (message: string) => onMessage(message)
      const set = listeners.get(channel) ?? new Set()
      listeners.set(channel, set.add(listener))
      const leave = () => {
        set.delete(listener)
        if (set.size > 0 || listeners.get(channel) !== set) return
        listeners.delete(channel)
        void connecting?.then((redis) => redis.unsubscribe(channel)).catch(() => undefined)
      }
      signal.addEventListener('abort', leave, { once: true })
      try {
        connecting ??= connect()
        await inTime((await connecting).subscribe(channel))
      } catch (error) {
        leave()
        throw unavailable(error)
      }
    },
    close: () => {
      closed = true
      listeners.clear()
      void connecting?.then((redis) => redis.disconnect()).catch(() => undefined)
    },
  }
}
