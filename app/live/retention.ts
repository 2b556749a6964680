/** Keeps the streams of an account short while it runs: entries that no restart and no replay needs are dropped. */
import type { Logger } from '../../lib/logger.js'
import type { Lease, Store } from '../../store/store.js'
import type { JournalPlace } from '../../streams/snapshot/stored.js'
import type { OrderRunner } from '../../sinks/execution/runner.js'
import { trimOrders } from '../../sinks/execution/trim-orders.js'
import { bestEffort } from '../../store/store-fault.js'
import { JOURNAL_KEPT_MS, trimJournal } from '../../streams/journal/trim.js'
import { SepError } from '../../model/error-codes.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { msOf } from '../../store/stream-id.js'
import { DAY_MS } from '../../lib/time-units.js'

interface RetentionInputs {
  readonly store: Store
  readonly account: string
  /** What stays for `sep replay`, at least; default seven days. */
  readonly keepMs?: number
  readonly log: Logger
}
export interface JournalRetentionInputs extends RetentionInputs {
  readonly place: () => JournalPlace
}
export interface OrdersRetentionInputs extends RetentionInputs {
  readonly lease: Lease
  readonly runner: Pick<OrderRunner, 'state'>
  /** The broker's clock. */
  readonly clock: { nowMs(): number }
}

const KEEP_MS = JOURNAL_KEPT_MS

/**
 * Slices, decisions, requests and late candles. Call it with the tsMs of the older snapshot: a restart may begin there, so nothing of the
 * journal after it is dropped. If the store is unreachable, the next call catches up.
 */
export const journalRetention =
  ({ store, account, keepMs = KEEP_MS, log, place }: JournalRetentionInputs): ((olderTsMs: number) => Promise<void>) =>
  (olderTsMs) =>
    bestEffort(async () => {
      await trimJournal(store, account, Math.min(olderTsMs, place().tsMs - keepMs))
      await trimByOwnTime(store, keyName(KEYS.controls, { account }), keepMs)
      await trimByOwnTime(store, keyName(KEYS.revisions, { account }), keepMs)
    }, notice(log))

/** Orders and ledger. Trimming reads all of them: once a day is enough. */
export const ordersRetention = (inputs: OrdersRetentionInputs): (() => Promise<void>) => {
  const { store, lease, runner, clock, keepMs = KEEP_MS, log } = inputs
  let done = Number.NaN
  return async () => {
    const nowMs = clock.nowMs()
    const day = Math.floor(nowMs / DAY_MS)
    if (day === done) return
    await bestEffort(async () => {
      await trimOrders({ store, lease, state: runner.state(), nowMs, keepMs }).catch(keepDamaged(log))
      done = day
    }, notice(log))
  }
}

/** By the ids of the stream: control requests have the machine's times, late candles and slices those of their minutes. */
export const trimByOwnTime = async (store: Store, stream: string, keepMs = KEEP_MS): Promise<void> => {
  const last = await store.lastId(stream)
  const fromMs = (last === null ? 0 : msOf(last)) - keepMs
  if (fromMs > 0) await store.trim(stream, `${fromMs}-0`)
}

/** Damage that only trimming has read does not end a run that trades: nothing is trimmed, and the next start names it. */
const keepDamaged =
  (log: Logger) =>
  (error: unknown): void => {
    if (!(error instanceof SepError && error.code === 'bad-journal')) throw error
    log(`retention: ${error.message}`, 'warn')
  }

const notice = (log: Logger) => (error: SepError) => log(`retention: ${error.message}`, 'warn')
