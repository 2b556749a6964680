/** Finds orders and trades by specifier: an id, or `@` and the client's own id. */
import type { AccountBook } from './account-book.js'
import type { OrderHistory, TradeHistory } from './history.js'
import type { FindTrade } from '../wire/order-input.js'

/** If several share a client id, the live one wins, else the newest. */
export const findOrderBy = ({ history }: AccountBook, specifier: string): OrderHistory | undefined => {
  if (!specifier.startsWith('@')) return history.orders.get(specifier)
  const named = [...history.orders.values()].filter(
    ({ clientExtensions }) => clientExtensions?.id === specifier.slice(1),
  )
  return named.find(({ state }) => state === 'PENDING') ?? named.at(-1)
}

export const findTradeBy = ({ history }: AccountBook, specifier: string): TradeHistory | undefined => {
  if (!specifier.startsWith('@')) return history.trades.get(specifier)
  const named = [...history.trades.values()].filter(
    ({ clientExtensions }) => clientExtensions?.id === specifier.slice(1),
  )
  return named.find(({ state }) => state === 'OPEN') ?? named.at(-1)
}

/** For brackets: the open trade and its instrument. */
export const tradeFinder =
  (account: AccountBook): FindTrade =>
  (tradeId, clientTradeId) => {
    const specifier = tradeId ?? (clientTradeId === undefined ? '' : `@${clientTradeId}`)
    const trade = findTradeBy(account, specifier)
    if (trade?.state !== 'OPEN') return { id: 0, k: -1 }
    return { id: Number(trade.id), k: account.ex.instruments.findIndex(({ name }) => name === trade.instrument) }
  }
