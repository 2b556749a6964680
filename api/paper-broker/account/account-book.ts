/** One account: its exchange, its log of v20 transactions, and the history folded from them. */
import type { World } from '../../../model/world.js'
import { createExchange } from '../../../operators/exchange/account.js'
import { type AccountMark, emptyMark, markAccount } from '../../../operators/exchange/marks.js'
import type { Exchange, ExchangeConfig } from '../../../operators/exchange/types.js'
import { foldHistory } from './fold-history.js'
import { createHistory, type AccountHistory } from './history.js'
import { wireTransaction } from '../wire/transaction.js'
import type { WireTransaction } from '../wire/types.js'

export interface AccountBook {
  readonly id: string
  readonly userId: number
  readonly ex: Exchange
  /** Index n holds the transaction with id n + 1. */
  readonly log: readonly WireTransaction[]
  readonly history: AccountHistory
  lastTransactionID(): string
  /** Marks the account at current prices. */
  mark(): AccountMark
  /** Moves new exchange transactions into the log. With a request id they form one batch of that request. */
  commit(requestId: string | null): readonly WireTransaction[]
  /** Adds fields to the rejects of the next commit: the client's own text, where the exchange only has numbers. */
  echo(fields: Readonly<Record<string, unknown>>): void
}

export interface SavedAccount {
  readonly ex: Exchange
  readonly log: readonly WireTransaction[]
}

export interface AccountInputs {
  readonly id: string
  readonly config: ExchangeConfig
  readonly world: World
  /** Opening time of a new account. */
  readonly tsMs: number
  /** Ids for batches that no request caused. */
  readonly nextRequestId: () => string
  readonly saved: SavedAccount | null
}

export const openAccountBook = (inputs: AccountInputs): AccountBook => {
  const { id, saved, nextRequestId } = inputs
  const userId = Number(id.split('-')[2])
  const ex = saved?.ex ?? createExchange(inputs.config, inputs.world, inputs.tsMs)
  const log: WireTransaction[] = [...(saved?.log ?? [])]
  const history = createHistory()
  for (const transaction of log) foldHistory(history, transaction)
  const mark = emptyMark(inputs.world.instruments.length)
  let echoed: Readonly<Record<string, unknown>> | null = null

  const commit = (requestId: string | null): readonly WireTransaction[] => {
    const from = log.length
    const first = ex.log[0]?.id
    let batch = ''
    let ownRequestId = ''
    const logged = ex.log.splice(0)
    for (const transaction of logged) {
      if (transaction.batchID !== batch) {
        batch = transaction.batchID
        ownRequestId = requestId ?? nextRequestId()
      }
      const envelope = {
        accountId: id,
        userId,
        batchId: requestId === null ? batch : (first as string),
        requestId: ownRequestId,
      }
      const wire = wireTransaction(transaction, envelope)
      log.push(echoed && wire.type.endsWith('_REJECT') ? { ...wire, ...echoed } : wire)
      foldHistory(history, log.at(-1) as WireTransaction)
    }
    // Fills feed the graph's rows, which do not exist here.
    ex.fills.length = 0
    echoed = null
    return log.slice(from)
  }
  const book: AccountBook = {
    id,
    userId,
    ex,
    log,
    history,
    lastTransactionID: () => String(ex.lastTransactionId),
    mark: () => markAccount(ex, mark),
    commit,
    echo: (fields) => {
      echoed = fields
    },
  }
  return book
}
