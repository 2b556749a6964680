/** The relay without sockets: logs of what was published, clients that read them, and who has something to send. */
import { LOG_OF, type LogName } from './channel-logs.js'
import { type ClientLimits, relayClient, type RelayClient } from './client.js'
import { type LogLimits, messageLog, type MessageLog } from './message-log.js'
import type { Outlet } from './outlet.js'
import type { RelayMessage } from './relay-message.js'

export interface RelayCoreOptions {
  readonly log: LogLimits
  readonly client: ClientLimits
  /** Never goes backwards. */
  readonly nowMs: () => number
  readonly isInstrument: (name: string) => boolean
}

export interface RelayCore {
  /** Then `flush`. */
  readonly publish: (messages: readonly RelayMessage[]) => void
  readonly open: (outlet: Outlet) => RelayConnection
  /** Sends at most about `budget` messages; true = clients wait for another call. */
  readonly flush: (budget: number) => boolean
  /** Closes clients that are beyond a limit; call it each second or so. */
  readonly check: () => void
  readonly counts: () => { readonly clients: number; readonly sent: number; readonly published: number }
}

export interface RelayConnection {
  /** Then `flush`. */
  readonly receive: (text: string) => void
  /** What waited has been written; then `flush`. */
  readonly drained: () => void
  readonly leave: () => void
}

/** Messages to one client before the next has its turn. */
const TURN = 32

export const relayCore = ({ log, client, nowMs, isInstrument }: RelayCoreOptions): RelayCore => {
  const logs: Readonly<Record<LogName, MessageLog>> = {
    frames: messageLog(log),
    graph: messageLog(log),
    system: messageLog(log),
    alarms: messageLog(log),
  }
  const clients = new Set<RelayClient>()
  /** Who may have something to send, the longest waiting first. */
  const due = new Set<RelayClient>()
  const count = { sent: 0, published: 0 }
  return {
    publish: (messages) => {
      const now = nowMs()
      const fresh = messages.filter((message) => logs[LOG_OF[message.ch]].publish(message, now)).length
      count.published += fresh
      if (fresh > 0) for (const one of clients) due.add(one)
    },
    open: (outlet) => {
      const one = relayClient({ logs, limits: client, isInstrument, outlet, nowMs })
      clients.add(one)
      return {
        receive: (text) => {
          one.receive(text)
          due.add(one)
        },
        drained: () => {
          one.drained()
          due.add(one)
        },
        leave: () => {
          clients.delete(one)
          due.delete(one)
        },
      }
    },
    flush: (budget) => {
      let left = budget
      for (const one of due) {
        if (left <= 0) return true
        due.delete(one)
        const { sent, more } = one.pump(TURN)
        count.sent += sent
        left -= sent + 1
        if (more && clients.has(one)) due.add(one)
      }
      return due.size > 0
    },
    check: () => {
      for (const one of clients) one.check()
    },
    counts: () => ({ clients: clients.size, ...count }),
  }
}
