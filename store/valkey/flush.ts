/** Waits until answered writes are on disk, in the way that the server offers. */
import { assert } from '../../lib/errors.js'
import type { Clock } from '../../lib/clock.js'
import type { SepError } from '../../model/error-codes.js'
import { within } from '../../lib/timeout.js'
import type { ServerFacts } from '../durability.js'
import type { Connection } from './connection.js'

export interface DiskFlush {
  /** Call on each new connection, before its first write. */
  connected(facts: ServerFacts): void
  /** Call after each write that was answered. */
  written(connection: Connection): void
  /** False where the writes were not confirmed in time, or the connection has been replaced since. */
  flush(connection: Connection, limitMs: number): Promise<boolean>
}

export const diskFlush = (clock: Clock, timeoutMs: number): DiskFlush => {
  /** How this server confirms that writes are on disk. */
  let confirm: 'waitaof' | 'always' | 'none' = 'none'
  /** Answered writes are on disk already, whatever happens to the connection. */
  let always = false
  /** Connection of a write that was answered and may not be on disk. */
  let unconfirmed: number | null = null
  let answered = 0
  return {
    connected: ({ config, waitAof }) => {
      always = config['appendfsync'] === 'always'
      confirm = waitAof ? 'waitaof' : always ? 'always' : 'none'
    },
    written: (connection) => {
      if (!always) unconfirmed ??= connection.generation
      answered++
    },
    flush: async (connection, limitMs) => {
      assert(Number.isSafeInteger(limitMs) && limitMs > 0, `limit ${limitMs} is in whole ms`)
      const before = { answered, generation: connection.generation }
      if (unconfirmed !== null && unconfirmed !== before.generation) {
        unconfirmed = null
        return false
      }
      if (confirm === 'none') return false
      const waited =
        confirm === 'always'
          ? alwaysSynced(connection)
          : waitAof(connection, Math.min(limitMs, Math.ceil(timeoutMs / 2)))
      const confirmed = await within(clock, limitMs, waited, () => false)
      if (confirmed && answered === before.answered) unconfirmed = null
      return confirmed && connection.generation === before.generation
    },
  }
}

/**
 * A server with `appendfsync always` replies after its fsync, so any reply behind the writes confirms them. This one also shows that the
 * settings have not been changed.
 */
const alwaysSynced = async (connection: Connection): Promise<boolean> => {
  const reply = (await connection.call('CONFIG', 'GET', 'appendonly', 'appendfsync')) as readonly Uint8Array[]
  const words = reply.map((word) => new TextDecoder().decode(word))
  return words[words.indexOf('appendonly') + 1] === 'yes' && words[words.indexOf('appendfsync') + 1] === 'always'
}

const waitAof = async (connection: Connection, limitMs: number): Promise<boolean> => {
  try {
    const [local] = (await connection.call('WAITAOF', 1, 0, limitMs)) as readonly number[]
    return (local ?? 0) >= 1
  } catch (error) {
    // A server without an append-only file refuses to wait for it.
    if ((error as SepError).code === 'store-refused') return false
    throw error
  }
}
