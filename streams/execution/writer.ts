/** Writes the `execution` stream: what the broker reports, for the part that makes the slices; entries in order, each once. */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { pause } from '../../lib/pause.js'
import type { Append, Lease, Store } from '../../store/store.js'
import { lostLease } from '../../store/lost-lease.js'
import { isStoreFault } from '../../store/store-fault.js'
import { msOf } from '../../store/stream-id.js'
import { journalKeys } from '../journal/keys.js'
import { encodeExecutionEntry, type ExecutionEntry } from './record.js'

export interface ExecutionWriterInputs {
  readonly store: Store
  /** Of the account: only the process that trades writes here. */
  readonly lease: Lease
  readonly account: string
  /** The stream's newest entry; '0-0' = none yet. */
  readonly lastId: string
  readonly clock: Clock
  readonly log: Logger
}
export interface ExecutionWriter {
  /** Queues an entry and returns its id; it is written as soon as the store accepts it. */
  append(entry: ExecutionEntry): string
  /** Writes until the signal aborts; rejects with `lease-lost` where a newer process trades. */
  run(signal: AbortSignal): Promise<void>
}

const RETRY_MS = 250
/** A store that is back wakes nobody: the queue is checked again after so long. */
const IDLE_MS = 1_000

export const executionWriter = (inputs: ExecutionWriterInputs): ExecutionWriter => {
  const { store, lease, account, clock, log } = inputs
  const { execution: stream } = journalKeys(account)
  const queue: Append[] = []
  let lastMs = msOf(inputs.lastId)
  let wake: () => void = () => {}

  /** True once the entry is in the stream. */
  const write = async (entry: Append): Promise<boolean> => {
    try {
      const answer = await store.fencedAppend(lease, [entry])
      // A duplicate is our own entry: the answer to its first write was lost.
      if (answer !== 'stale-epoch') return true
    } catch (error) {
      if (!isStoreFault(error)) throw error
      log(`executions: waiting for the store: ${error.message}`, 'warn')
      return false
    }
    throw await lostLease(store, lease, `account ${account}`)
  }

  return {
    append: (entry) => {
      lastMs++
      const id = `${lastMs}-0`
      queue.push({ stream, id, fields: encodeExecutionEntry(id, entry) })
      wake()
      return id
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const next = queue[0]
        if (!next) {
          const idle = new AbortController()
          wake = () => idle.abort()
          await pause(clock, IDLE_MS, AbortSignal.any([signal, idle.signal]))
        } else if (await write(next)) queue.shift()
        else await pause(clock, RETRY_MS, signal)
      }
    },
  }
}
