/** The changes of an account since a transaction, as v20 shows them. */
import type { Trade } from '../../../operators/exchange/types.js'
import type { AccountBook } from '../account/account-book.js'
import type { OrderHistory } from '../account/history.js'
import { wireState } from './account.js'
import { trailOf, wireOrder } from './order.js'
import { wirePosition } from './position.js'
import { wireTrade } from './trade.js'
import { tradeMargin, amountText, openTrades, sumOf, unrealizedPl } from './trade-value.js'
import type { TradePart } from './types.js'

/** Changes after transaction `since`, and the state that moves with prices. */
export const wireChanges = (account: AccountBook, since: number): object => {
  const { history } = account
  const transactions = account.log.slice(since)
  const ids = { created: new Set<string>(), cancelled: new Set<string>(), filled: new Set<string>() }
  const trades = { opened: new Set<string>(), reduced: new Set<string>(), closed: new Set<string>() }
  const touched = new Set<string>()
  for (const transaction of transactions) {
    const { id, type } = transaction
    if (type === 'ORDER_CANCEL') ids.cancelled.add(String(transaction['orderID']))
    else if (type === 'ORDER_FILL') {
      ids.filled.add(String(transaction['orderID']))
      touched.add(String(transaction['instrument']))
      const part = (name: string) => transaction[name] as TradePart | undefined
      const opened = part('tradeOpened')
      const reduced = part('tradeReduced')
      if (opened) trades.opened.add(opened.tradeID)
      if (reduced) trades.reduced.add(reduced.tradeID)
      for (const closed of (transaction['tradesClosed'] as readonly TradePart[] | undefined) ?? [])
        trades.closed.add(closed.tradeID)
    } else if (history.orders.has(id)) ids.created.add(id)
  }
  const orders = (set: ReadonlySet<string>) =>
    [...set].map((id) => wireOrder(account, history.orders.get(id) as OrderHistory))
  const tradesOf = (set: ReadonlySet<string>) => [...set].map((id) => wireTrade(account, id, false))
  return {
    changes: {
      ordersCreated: orders(ids.created),
      ordersCancelled: orders(ids.cancelled),
      ordersFilled: orders(ids.filled),
      ordersTriggered: [],
      tradesOpened: tradesOf(trades.opened),
      tradesReduced: tradesOf(trades.reduced),
      tradesClosed: tradesOf(trades.closed),
      positions: [...touched].map((instrument) => wirePosition(account, instrument)),
      transactions,
    },
    state: priceState(account),
    lastTransactionID: account.lastTransactionID(),
  }
}

/** Trailing stops, trades and positions at current prices. */
const priceState = (account: AccountBook): object => {
  const { ex } = account
  return {
    ...wireState(account),
    orders: ex.trades
      .flat()
      .flatMap(({ trailing }) => (trailing ? [{ id: String(trailing.id), ...trailOf(ex, String(trailing.id)) }] : [])),
    trades: openTrades(ex).map((trade) => ({
      id: String(trade.id),
      unrealizedPL: amountText(unrealizedPl(ex, trade)),
      marginUsed: amountText(tradeMargin(ex, trade)),
    })),
    positions: ex.instruments.flatMap(({ name }, k) => {
      const held = ex.trades[k]!
      if (held.length === 0) return []
      const profit = (list: readonly Trade[]) => amountText(sumOf(list, (trade) => unrealizedPl(ex, trade)))
      return {
        instrument: name,
        netUnrealizedPL: profit(held),
        longUnrealizedPL: profit(held.filter(({ units }) => units > 0)),
        shortUnrealizedPL: profit(held.filter(({ units }) => units < 0)),
        marginUsed: amountText(account.mark().marginOf[k]!),
      }
    }),
  }
}
