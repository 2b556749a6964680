/** Takes what happened in an account into its log, keeps it in the store, and tells those who listen once it is kept. */
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { Write } from '../../../store/store.js'
import type { AccountBook } from './account-book.js'
import type { AccountStore, SavedTimes } from './account-store.js'
import type { WireTransaction } from '../wire/types.js'

type Listen = (account: AccountBook, transaction: WireTransaction) => void

export interface TransactionLog {
  commit(account: AccountBook, requestId: string | null): readonly WireTransaction[]
  /** Keeps the states of all accounts, where the last time is a minute of the broker's ago or `now` is set. */
  keepStates(accounts: Iterable<AccountBook>, nowMs: number, now?: boolean): void
  /** Resolves when everything so far is kept; rejects for ever once the store has failed. */
  saved(): Promise<void>
  onTransaction(listen: Listen): () => void
}

/** What has no transaction, as a trailing stop that follows, is kept this often. */
const KEEP_STATE_EVERY_MS = MINUTE_MS

/** `store` null: memory. `stateOf` = what is kept beside the account. */
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
  const write = (kept: AccountStore, batch: readonly Write[], then: () => void): void => {
    saving = saving.then(() => kept.write(batch)).then(then)
    // Whoever asks hears of a failure; nobody may be asking yet.
    saving.catch(() => {})
  }
  return {
    commit: (account, requestId) => {
      const transactions = account.commit(requestId)
      if (transactions.length === 0) return transactions
      if (!store) notify(account, transactions)
      // The state is taken now, before anything else can happen to the account.
      else write(store, store.batchOf(account, transactions, stateOf(account)), () => notify(account, transactions))
      return transactions
    },
    keepStates: (accounts, nowMs, now = false) => {
      if (!store || (!now && nowMs - stateKeptMs < KEEP_STATE_EVERY_MS)) return
      stateKeptMs = nowMs
      for (const account of accounts) write(store, store.batchOf(account, [], stateOf(account)), () => {})
    },
    saved: () => saving,
    onTransaction: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}
