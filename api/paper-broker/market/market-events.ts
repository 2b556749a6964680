/** The effect of a price, the clock and 17:00 New York on one account. */
import { tradingDay } from '../../../operators/calendar/new-york.js'
import { watchMargin } from '../../../operators/exchange/closeout.js'
import { bookFinancing } from '../../../operators/exchange/financing.js'
import { matchQuote } from '../../../operators/exchange/matching.js'
import { cancel, expire } from '../../../operators/exchange/orders.js'
import { beginBatch } from '../../../operators/exchange/transactions.js'
import type { AccountBook } from '../account/account-book.js'
import type { QuoteBoard } from './quote-board.js'

/** Matches instrument k against the market: fills what can fill, and cancels immediate orders if the market is closed. */
export const matchInstrument = ({ ex }: AccountBook, board: QuoteBoard, k: number, nowMs: number): void => {
  ex.homeRate.set(board.homeRate)
  if (board.tradeable[k] === 1) {
    matchQuote(ex, k, board.bid[k]!, board.ask[k]!, nowMs)
    return
  }
  for (const order of ex.orders[k]!.slice()) {
    if (order.timeInForce !== 'FOK' && order.timeInForce !== 'IOC') continue
    if (order.batch !== ex.batch) beginBatch(ex, nowMs)
    cancel(ex, order, 'MARKET_HALTED', nowMs)
  }
}

/** Applies a new price of k: fills, then margin calls and closeouts until the account is safe or nothing more can be closed. */
export const applyPrice = (account: AccountBook, board: QuoteBoard, k: number, tsMs: number): void => {
  const { ex } = account
  ex.homeRate.set(board.homeRate)
  if (board.tradeable[k] === 1) matchQuote(ex, k, board.bid[k]!, board.ask[k]!, tsMs)
  if (ex.trades.every((trades) => trades.length === 0) && Number.isNaN(ex.marginCallTsMs)) return
  while (watchMargin(ex, account.mark(), tsMs, board.tradeable, 0));
}

/** Ends a New York day: books financing on open trades. */
export const endDay = ({ ex }: AccountBook, board: QuoteBoard, rollMs: number): void => {
  ex.homeRate.set(board.homeRate)
  // 1970-01-01 was a Thursday; the New York day that ends is the one before the roll.
  bookFinancing(ex, rollMs, (((tradingDay(rollMs - 1) + 3) % 7) + 7) % 7)
}

/** Cancels orders past their expiry. */
export const expireAll = ({ ex }: AccountBook, nowMs: number): void => {
  for (let k = 0; k < ex.orders.length; k++) expire(ex, k, nowMs)
}
