/** Keeps the streams of an account short while it runs: what nobody needs any more is dropped. */
import type { Lease, Store } from '../../store/store.js'
import type { JournalPlace } from '../../streams/snapshot/stored.js'
import type { OrderRunner } from '../../sinks/execution/runner.js'
import { trimOrders } from '../../sinks/execution/trim-orders.js'
import { bestEffort } from '../../store/store-fault.js'
import { msOf } from '../../store/stream-id.js'
import type { SepError } from '../../model/error-codes.js'
import { trimJournal } from '../../streams/journal/trim.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { DAY_MS } from '../../lib/time-units.js'

interface UpkeepInputs {
  readonly store: Store
  readonly account: string
  /** What stays for `sep replay`, at least; default seven days. */
  readonly keepMs?: number
  /** Told of a store that is away: the next time tries again. */
  readonly say: (text: string) => void
}
export interface JournalUpkeepInputs extends UpkeepInputs {
  readonly place: () => JournalPlace
}
export interface OrdersUpkeepInputs extends UpkeepInputs {
  readonly lease: Lease
  readonly runner: Pick<OrderRunner, 'state'>
  /** The broker's. */
  readonly clock: { nowMs(): number }
}

const KEEP_MS = 7 * DAY_MS

/**
 * Slices, decisions, requests and late candles. To be called with the tsMs of the older snapshot: a restart may begin there, so nothing of
 * the journal after it is dropped.
 */
export const journalUpkeep =
  ({ store, account, keepMs = KEEP_MS, say, place }: JournalUpkeepInputs): ((olderTsMs: number) => Promise<void>) =>
  (olderTsMs) =>
    bestEffort(async () => {
      await trimJournal(store, account, Math.min(olderTsMs, place().tsMs - keepMs))
      await trimByOwnTime(store, keyName(KEYS.controls, { account }), keepMs)
      await trimByOwnTime(store, keyName(KEYS.revisions, { account }), keepMs)
    }, report(say))

/** Orders and ledger. They are read whole for it: once a day is enough. */
export const ordersUpkeep = (inputs: OrdersUpkeepInputs): (() => Promise<void>) => {
  const { store, lease, runner, clock, keepMs = KEEP_MS, say } = inputs
  let done = Number.NaN
  return async () => {
    const nowMs = clock.nowMs()
    const day = Math.floor(nowMs / DAY_MS)
    if (day === done) return
    await bestEffort(async () => {
      await trimOrders({ store, lease, state: runner.state(), nowMs, keepMs })
      done = day
    }, report(say))
  }
}

/** By the ids that the stream has: control requests are of the machine's clock, late candles and slices of their own minutes. */
export const trimByOwnTime = async (store: Store, stream: string, keepMs = KEEP_MS): Promise<void> => {
  const last = await store.lastId(stream)
  const fromMs = msOf(last ?? '0') - keepMs
  if (fromMs > 0) await store.trim(stream, `${fromMs}-0`)
}

const report = (say: (text: string) => void) => (error: SepError) => say(`journal upkeep: ${error.message}`)
