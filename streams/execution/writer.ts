/** Tells the part that makes the slices what the broker's end has to say: entries of the `execution` stream, in order, each once. */
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { Append, Lease, Store } from '../../store/store.js'
import { encodeTold, type Told } from './record.js'
import { journalKeys } from '../journal/keys.js'
import { isStoreFault } from '../../store/store-fault.js'

export interface ExecutionSinkInputs {
  readonly store: Store
  /** Of the account: who trades, tells. */
  readonly lease: Lease
  readonly account: string
  /** The stream's newest entry; '0-0' = none yet. */
  readonly lastId: string
  readonly clock: Clock
  readonly report: (text: string) => void
}
export interface ExecutionSink {
  /** The entry's id, known at once; it is written as soon as the store takes it. */
  tell(told: Told): string
  /** Writes until the signal aborts; `lease-lost` where a newer process trades. */
  run(signal: AbortSignal): Promise<void>
}

const RETRY_MS = 250
/** A store that is back wakes nobody: the queue is looked at again after so long. */
const IDLE_MS = 1_000

export const executionSink = ({ store, lease, account, lastId, clock, report }: ExecutionSinkInputs): ExecutionSink => {
  const { execution: stream } = journalKeys(account)
  const waiting: Append[] = []
  let last = msOf(lastId)
  let wake: () => void = () => {}

  /** True where it stands in the stream now. */
  const write = async (entry: Append): Promise<boolean> => {
    try {
      const answer = await store.fencedAppend(lease, [entry])
      // An entry that is there already was written by us: its answer was lost.
      if (answer !== 'stale-epoch') return true
    } catch (error) {
      if (!isStoreFault(error)) throw error
      report(`what the broker said waits for the store: ${error.message}`)
      return false
    }
    throw new SepError('lease-lost', `account ${account}: a newer process trades it, epoch ${lease.epoch} is over`)
  }

  return {
    tell: (told) => {
      last++
      const id = `${last}-0`
      waiting.push({ stream, id, fields: encodeTold(told) })
      wake()
      return id
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const next = waiting[0]
        if (!next) {
          const idle = new AbortController()
          wake = () => idle.abort()
          await clock.sleep(IDLE_MS, AbortSignal.any([signal, idle.signal])).catch(() => undefined)
        } else if (await write(next)) waiting.shift()
        else await clock.sleep(RETRY_MS, signal).catch(() => undefined)
      }
    },
  }
}

const msOf = (id: string): number => Number(id.split('-')[0])
