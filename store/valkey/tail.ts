/** Blocking reads of streams. A blocking read occupies its connection, so each has its own; idle ones are reused. */
import { type Connection, type ConnectionOptions, valkeyConnection } from './connection.js'

const COUNT = 1000

export interface ValkeyTail {
  /** Reply of XREAD; null when nothing came or the signal aborted. */
  readonly read: (stream: string, after: string, blockMs: number, signal?: AbortSignal) => Promise<unknown>
  readonly close: () => void
}

/** A pool of connections. A read rejects when the server is silent for longer than wait and timeout, and its connection is discarded. */
export const valkeyTail = (options: ConnectionOptions): ValkeyTail => {
  const idle: Connection[] = []
  const busy = new Set<Connection>()
  let closed = false

  const waitOn = async (
    connection: Connection,
    args: readonly (string | number)[],
    limitMs: number,
    signal?: AbortSignal,
  ) => {
    const stop = () => connection.close()
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await connection.callWithin(limitMs, 'xread', ...args)
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }
  return {
    read: async (stream, after, blockMs, signal) => {
      if (signal?.aborted) return null
      const connection = idle.pop() ?? (await valkeyConnection(options))
      if (closed) connection.close()
      busy.add(connection)
      const block = blockMs > 0 ? ['BLOCK', blockMs] : []
      try {
        const args = [...block, 'COUNT', COUNT, 'STREAMS', stream, after]
        const reply = await waitOn(connection, args, blockMs + options.timeoutMs, signal)
        idle.push(connection)
        return reply
      } catch (error) {
        connection.close()
        if (signal?.aborted) return null
        throw error
      } finally {
        busy.delete(connection)
      }
    },
    close: () => {
      closed = true
      for (const connection of [...idle.splice(0), ...busy]) connection.close()
    },
  }
}
