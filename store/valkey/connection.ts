/** One connection to a Valkey or Redis server on which nothing is queued, resent or left pending. */
import { type Clock, unlessCancelled } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { StoreAddress } from '../address.js'
import { within } from '../../lib/timeout.js'
import { redisClient } from './redis-client.js'

export type Argument = string | number | Uint8Array

export interface Connection {
  /** Grows with each connection that becomes ready. */
  readonly generation: number
  /** Sends one command and returns the reply as bytes; rejects at once when not connected, and always within the timeout. */
  readonly call: (command: string, ...args: readonly Argument[]) => Promise<unknown>
  /** As `call`, for a command that waits on the server. */
  readonly callWithin: (limitMs: number, command: string, ...args: readonly Argument[]) => Promise<unknown>
  readonly close: () => void
}

export interface ConnectionOptions {
  readonly address: StoreAddress
  readonly clock: Clock
  readonly timeoutMs: number
  /** Limit for the first connection. */
  readonly openMs: number
  /** Runs on each new connection before other calls may use it. */
  readonly prepare?: (call: Connection['call']) => Promise<void>
}

/** Connects, and reconnects whenever the connection is lost. Rejects with `store-unavailable` where the first one takes too long. */
export const valkeyConnection = async (options: ConnectionOptions): Promise<Connection> => {
  const { clock, timeoutMs } = options
  const redis = redisClient(options.address, clock, timeoutMs)
  let generation = 0
  let usable = false
  let closed = false
  let reason = 'not connected'

  // A list, not rest parameters: a batch has ten thousands of them, and each call that spreads them takes the stack once more.
  const sendWithin = async (limitMs: number, command: string, args: readonly Argument[]): Promise<unknown> => {
    // A silent server may be frozen or cut off. A new connection finds out; until then calls fail at once, not one timeout after another.
    const silent = () => {
      if (!usable) return
      usable = false
      redis.disconnect(true)
    }
    try {
      return await inTime(limitMs, redis.callBuffer(command, ...args.map(wire)), silent)
    } catch (error) {
      throw faultOf(command, error as Error)
    }
  }
  const send: Connection['call'] = (command, ...args) => sendWithin(timeoutMs, command, args)
  const whenUsable = (reply: () => Promise<unknown>): Promise<unknown> =>
    usable ? reply() : Promise.reject(unavailable(closed ? 'closed' : reason))
  redis.on('error', (error: Error) => {
    reason = error.message
  })
  redis.on('close', () => {
    usable = false
  })
  const opened = new Promise<void>((resolve, reject) => {
    redis.on('ready', async () => {
      const mine = ++generation
      try {
        await select(send, options.address)
        await options.prepare?.(send)
        usable = mine === generation && redis.status === 'ready'
        resolve()
      } catch (error) {
        reason = (error as Error).message
        if (['store-refused', 'bad-config'].includes((error as SepError).code)) reject(error as SepError)
        if (!closed) redis.disconnect(true)
      }
    })
  })
  const connection: Connection = {
    get generation() {
      return generation
    },
    call: (command, ...args) => whenUsable(() => sendWithin(timeoutMs, command, args)),
    callWithin: (limitMs, command, ...args) => whenUsable(() => sendWithin(limitMs, command, args)),
    close: () => {
      closed = true
      usable = false
      redis.disconnect()
    },
  }
  redis.connect().catch(() => undefined)
  const late = () => Promise.reject(unavailable(`no connection within ${options.openMs} ms: ${reason}`))
  try {
    await within(clock, options.openMs, opened, late)
  } catch (error) {
    connection.close()
    throw error
  }
  return connection
}

/** Every connection is in its database before anything else may use it. */
const select = async (call: Connection['call'], { database, shown }: StoreAddress): Promise<void> => {
  if (database === 0) return
  try {
    await call('SELECT', database)
  } catch (cause) {
    if (!/DB index|invalid DB/i.test((cause as Error).message)) throw cause
    throw new SepError('bad-config', `store ${shown}: the server has no database ${database}`, { cause })
  }
}

const wire = (value: Argument): string | number | Buffer =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value

const inTime = <T>(limitMs: number, reply: Promise<T>, onSilence: () => void): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const answered = unlessCancelled(limitMs, () => {
      reject(new Error(`no reply within ${limitMs} ms`))
      onSilence()
    })
    reply.then(
      (value) => {
        answered()
        resolve(value)
      },
      (error: unknown) => {
        answered()
        reject(error as Error)
      },
    )
  })

const unavailable = (why: string): SepError => new SepError('store-unavailable', `store: ${why}`)

/** Replies of a server that is up but cannot serve now. */
const NOT_NOW = /^(LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)/

/** `store-refused` for an error reply, else `store-unavailable`. The message never contains arguments: they may be secret. */
const faultOf = (command: string, error: Error): SepError => {
  if (error.name === 'ReplyError' && !NOT_NOW.test(error.message)) {
    return new SepError('store-refused', `store: ${command}: ${error.message}`)
  }
  return unavailable(`${command}: ${error.message}`)
}
