/** The connections of a relay, and their end. */
import { afterIfAlive } from '../../../lib/clock.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import type { RelaySocket } from './relay-socket.js'

export interface OpenSockets {
  readonly all: ReadonlySet<RelaySocket>
  readonly add: (socket: RelaySocket) => void
  readonly remove: (socket: RelaySocket) => void
  /** Asks all to leave, and drops those that are still there after a second. */
  readonly close: (code: number, reason: string) => Promise<void>
}

export const openSockets = (): OpenSockets => {
  const all = new Set<RelaySocket>()
  const empty = new EventTarget()
  return {
    all,
    add: (socket) => void all.add(socket),
    remove: (socket) => {
      all.delete(socket)
      if (all.size === 0) empty.dispatchEvent(new Event('empty'))
    },
    close: async (code, reason) => {
      if (all.size === 0) return
      const left = new Promise<void>((resolve) => {
        empty.addEventListener('empty', () => resolve(), { once: true })
        afterIfAlive(SECOND_MS, resolve)
      })
      for (const one of all) one.close(code, reason)
      await left
      for (const one of all) one.terminate()
    },
  }
}
