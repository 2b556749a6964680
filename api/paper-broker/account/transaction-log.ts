/** Commits the transactions of accounts: appends them to the log, stores them, and notifies listeners once they are stored. */
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { AccountBook } from './account-book.js'
import type { AccountStore, SavedTimes } from './saved-account.js'
import type { WireTransaction } from '../wire/types.js'

type Listen = (account: AccountBook, transaction: WireTransaction) => void

export interface TransactionLog {
  commit(account: AccountBook, requestId: string | null): readonly WireTransaction[]
  /** Stores the state of every account if the last time was over a minute ago (broker clock), or if `now` is set. */
  keepStates(accounts: Iterable<AccountBook>, nowMs: number, now?: boolean): void
  /** Resolves once everything so far is stored; rejects for good after a store failure. */
  saved(): Promise<void>
  onTransaction(listen: Listen): () => void
}

/** Interval at which state changes without a transaction are stored, such as a moving trailing stop. */
const KEEP_STATE_EVERY_MS = MINUTE_MS

/** `store` null keeps everything in memory. `stateOf` gives the times stored with an account. */
export const createTransactionLog = (
  store: AccountStore | null,
  stateOf: (account: AccountBook) => SavedTimes,
): TransactionLog => {
  const listeners = new Set<Listen>()
  let saving: Promise<void> = Promise.resolve()
  let stateKeptMs = Number.NaN
  const notify = (account: AccountBook, transactions: readonly WireTransaction[]): void => {
    for (const transaction of transactions) for (const listen of listeners) listen(account, transaction)
  }
  const write = (put: () => Promise<void>, then: () => void): void => {
    saving = saving.then(put).then(then)
    // `saved()` reports the failure; without a caller yet it must not be an unhandled rejection.
    saving.catch(() => {})
  }
  return {
    commit: (account, requestId) => {
      const transactions = account.commit(requestId)
      if (transactions.length === 0) return transactions
      if (!store) notify(account, transactions)
      // Snapshot the state now, before anything else can change the account.
      else write(store.save(account, transactions, stateOf(account)), () => notify(account, transactions))
      return transactions
    },
    keepStates: (accounts, nowMs, now = false) => {
      if (!store || (!now && nowMs - stateKeptMs < KEEP_STATE_EVERY_MS)) return
      stateKeptMs = nowMs
      for (const account of accounts) write(store.save(account, [], stateOf(account)), () => {})
    },
    saved: () => saving,
    onTransaction: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}
