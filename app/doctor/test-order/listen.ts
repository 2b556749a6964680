/** Listens to the transaction stream in the background. */
import { deadline } from '../../../lib/deadline.js'
import { MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import { pause } from '../../../lib/pause.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import { toTransaction } from '../../../oanda/wire/to-transaction.js'
import { readLines } from '../../../oanda/stream/read-lines.js'

export interface TransactionListener {
  /** Ids that the stream has sent. */
  readonly ids: () => ReadonlySet<number>
  /** Resolves once all of them have come, false after `ms`. */
  readonly has: (ids: readonly number[], ms: number) => Promise<boolean>
  /** Why it ended by itself; null = it has not. */
  readonly ended: () => string | null
  readonly close: () => void
}

const LOOK_MS = 100
/** Longer than a round trip takes. */
const LISTEN_MS = 10 * MINUTE_MS
const SILENCE_MS = 15 * SECOND_MS

/** The reason, as a text, where it does not open. */
export const listenToTransactions = async (
  client: OandaClient,
  onLine: (line: Readonly<Record<string, unknown>>) => void,
): Promise<TransactionListener | string> => {
  const { signal, release } = deadline(client.clock, LISTEN_MS)
  const stop = new AbortController()
  const opened = await client.openStream('transactions', [], stop.signal)
  if (!opened.ok || opened.status !== 200) {
    release()
    if (opened.ok) opened.body.destroy()
    return opened.ok ? `HTTP ${opened.status}` : opened.why
  }
  signal.addEventListener('abort', () => stop.abort(), { once: true })
  const ids = new Set<number>()
  const end: { why: string | null } = { why: null }
  const read = async (): Promise<void> => {
    const lines = readLines(opened.body, { clock: client.clock, silenceMs: SILENCE_MS, signal: stop.signal })
    for (let next = await lines.next(); ; next = await lines.next()) {
      if (next.done) {
        end.why = next.value
        return
      }
      onLine(next.value)
      const transaction = next.value['type'] === 'HEARTBEAT' ? null : toTransaction(next.value)
      if (transaction) ids.add(transaction.id)
    }
  }
  void read()
  return {
    ids: () => ids,
    has: async (wanted, ms) => {
      const endMs = client.clock.monotonicMs() + ms
      while (!wanted.every((id) => ids.has(id))) {
        if (end.why !== null || client.clock.monotonicMs() > endMs) return false
        await pause(client.clock, LOOK_MS)
      }
      return true
    },
    ended: () => end.why,
    close: () => {
      release()
      stop.abort()
    },
  }
}
