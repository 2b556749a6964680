/** What another process, which trades, has told the one that makes the slices: rows for the next slice, in order, each once. */
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import type { Store } from '../../store/store.js'
import { decodeTold, type ExecutionValues, type FlatNews } from './record.js'
import { journalKeys } from '../journal/keys.js'

export interface ToldInputs {
  readonly store: Store
  readonly account: string
  /** The newest entry that a slice carries; '0' = none. */
  readonly after: string
  readonly clock: Clock
  readonly onFlat: (news: FlatNews) => void
  readonly report: (text: string) => void
}
export interface ToldExecutions {
  drain(): readonly ExecutionValues[]
  /** The newest entry that was drained. */
  told(): string
  /** Resolves once anything was ever told, or the signal aborts: before that nothing is known of the account. */
  begun(signal: AbortSignal): Promise<void>
  /** Follows the stream until the signal aborts. A damaged entry is a `bad-journal` error. */
  run(signal: AbortSignal): Promise<void>
}

const TAIL_MS = 1_000
const RETRY_MS = 250

export const toldExecutions = ({ store, account, after, clock, onFlat, report }: ToldInputs): ToldExecutions => {
  const { execution: stream } = journalKeys(account)
  let rows: ExecutionValues[] = []
  let read = after
  let drained = after
  let wake: () => void = () => {}
  const take = async (signal: AbortSignal): Promise<void> => {
    for (const { id, fields } of await store.tail(stream, read, TAIL_MS, signal)) {
      const told = decodeTold(fields, `execution of ${account}, entry ${id}`)
      rows.push(...told.rows)
      if (told.flat) onFlat(told.flat)
      read = id
      wake()
    }
  }
  return {
    drain: () => {
      const now = rows
      rows = []
      drained = read
      return now
    },
    told: () => drained,
    begun: (signal) =>
      new Promise((resolve) => {
        if (read !== '0') return resolve()
        wake = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
    run: async (signal) => {
      while (!signal.aborted) {
        try {
          await take(signal)
        } catch (error) {
          if (!(error instanceof CodedError) || error.code === 'bad-journal') throw error
          report(`executions: ${error.message}`)
          await clock.sleep(RETRY_MS, signal).catch(() => undefined)
        }
      }
    },
  }
}
