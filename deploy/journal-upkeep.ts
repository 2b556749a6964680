/** Keeps the streams of an account short while it runs: after a snapshot moved, what nobody needs any more is dropped. */
import type { Lease, Store } from '../graph/ports.js'
import type { OrderRunner } from '../sinks/broker/runner.js'
import { trimOrders } from '../sinks/broker/trim-orders.js'
import type { JournalWriter } from '../sinks/journal/journal-writer.js'
import { isStoreFault } from '../sinks/journal/store-fault.js'
import { trimJournal } from '../sinks/journal/trim-journal.js'
import { keyName } from '../store/key.js'
import { KEYS } from '../store/keys.js'

export interface UpkeepInputs {
  readonly store: Store
  readonly lease: Lease
  readonly account: string
  readonly journal: Pick<JournalWriter, 'place'>
  readonly runner: Pick<OrderRunner, 'state'>
  /** The broker's. */
  readonly clock: { nowMs(): number }
  /** What stays for `sep replay`, at least; default seven days. */
  readonly keepMs?: number
  /** Told of a store that is away: the next snapshot tries again. */
  readonly say: (text: string) => void
}

const DAY_MS = 86_400_000
const KEEP_MS = 7 * DAY_MS

/** To be called with the tsMs of the older snapshot: a restart may begin there, so nothing of the journal after it is dropped. */
export const journalUpkeep = (inputs: UpkeepInputs): ((olderTsMs: number) => Promise<void>) => {
  const { store, lease, account, keepMs = KEEP_MS } = inputs
  let ordersDay = Number.NaN
  return async (olderTsMs) => {
    try {
      await trimJournal(store, account, Math.min(olderTsMs, inputs.journal.place().tsMs - keepMs))
      await trimByOwnTime(store, keyName(KEYS.controls, { account }), keepMs)
      await trimByOwnTime(store, keyName(KEYS.revisions, { account }), keepMs)
      // The ledger is read whole for it: once a day is enough.
      const nowMs = inputs.clock.nowMs()
      const day = Math.floor(nowMs / DAY_MS)
      if (day === ordersDay) return
      await trimOrders({ store, lease, state: inputs.runner.state(), nowMs, keepMs })
      ordersDay = day
    } catch (error) {
      if (!isStoreFault(error)) throw error
      inputs.say(`journal upkeep: ${error.message}`)
    }
  }
}

/** By the ids that the stream has: control requests are of the machine's clock, late candles of their own minutes. */
const trimByOwnTime = async (store: Store, stream: string, keepMs: number): Promise<void> => {
  const last = await store.lastId(stream)
  const fromMs = Number(last?.split('-')[0] ?? 0) - keepMs
  if (fromMs > 0) await store.trim(stream, `${fromMs}-0`)
}
