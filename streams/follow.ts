/** Tails a stream for as long as a process runs; retries while the store is unreachable. */
import type { Clock } from '../lib/clock.js'
import { CodedError } from '../lib/errors.js'
import type { Logger } from '../lib/logger.js'
import { pause } from '../lib/pause.js'
import type { Store, StreamEntry } from '../store/store.js'

export interface FollowInputs {
  readonly store: Store
  readonly stream: string
  /** The id after which to begin; retried until it resolves. */
  readonly after: () => string | Promise<string>
  readonly onEntry: (entry: StreamEntry) => void | Promise<void>
  /** Runs after each read, also after one that failed. */
  readonly onRead?: () => Promise<void>
  readonly clock: Clock
  readonly log: Logger
}

const TAIL_MS = 1_000
const RETRY_MS = 250

/** Until the signal aborts. A damaged entry (`bad-journal`) ends it; other coded errors are logged, and their entry is not read again. */
export const followStream = async (inputs: FollowInputs, signal: AbortSignal): Promise<void> => {
  const { store, stream, onEntry, onRead, clock, log } = inputs
  let after: string | null = null
  while (!signal.aborted) {
    let hasFailed = false
    try {
      after ??= await inputs.after()
      for (const entry of await store.tail(stream, after, TAIL_MS, signal)) {
        after = entry.id
        await onEntry(entry)
      }
    } catch (error) {
      if (!(error instanceof CodedError) || error.code === 'bad-journal') throw error
      log(error.message, 'warn')
      hasFailed = true
    }
    await onRead?.()
    if (hasFailed) await pause(clock, RETRY_MS, signal)
  }
}
