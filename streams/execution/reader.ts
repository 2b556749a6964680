/** Reads the `execution` stream where another process trades: rows for the next slice, in order, each once. */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import type { Store } from '../../store/store.js'
import { msOf } from '../../store/stream-id.js'
import { damagedStream } from '../damage.js'
import { followStream } from '../follow.js'
import { journalKeys } from '../journal/keys.js'
import { decodeExecutionEntry, type ExecutionRow, type FlattenDone } from './record.js'

export interface ExecutionReaderInputs {
  readonly store: Store
  readonly account: string
  /** The newest entry that a slice carries; '0' = none. */
  readonly after: string
  readonly clock: Clock
  readonly onFlattenDone: (done: FlattenDone) => void
  readonly log: Logger
}
export interface ExecutionReader {
  /** The rows read since the last call. */
  drain(): readonly ExecutionRow[]
  /** The newest entry whose rows were drained. */
  executionOffset(): string
  /** Resolves with the first entry, or when the signal aborts: before it nothing is known of the account. */
  started(signal: AbortSignal): Promise<void>
  /** Follows the stream until the signal aborts. A damaged entry is a `bad-journal` error. */
  run(signal: AbortSignal): Promise<void>
}

export const executionReader = (inputs: ExecutionReaderInputs): ExecutionReader => {
  const { store, account, clock, log } = inputs
  const { execution: stream } = journalKeys(account)
  let rows: ExecutionRow[] = []
  let read = inputs.after
  let hasRead = false
  let drained = inputs.after
  let wake: () => void = () => {}
  return {
    drain: () => {
      const fresh = rows
      rows = []
      drained = read
      return fresh
    },
    executionOffset: () => drained,
    started: (signal) =>
      new Promise((resolve) => {
        if (read !== '0') return resolve()
        wake = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
    run: (signal) =>
      followStream(
        {
          store,
          stream,
          after: () => read,
          onEntry: (found) => {
            const entry = decodeExecutionEntry(account, found)
            const last = msOf(read)
            // Of what the store has dropped before the first one, the part that trades reports the rest.
            if (hasRead && msOf(found.id) !== last + 1)
              throw damagedStream('execution', account, found.id, `comes after ${read}, what lies between is gone`)
            hasRead = true
            rows.push(...entry.rows)
            if (entry.flat) inputs.onFlattenDone(entry.flat)
            read = found.id
            wake()
          },
          clock,
          log: (text, level) => log(`executions: ${text}`, level),
        },
        signal,
      ),
  }
}
