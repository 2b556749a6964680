/** Positions as v20 shows them. */
import { moneyText } from '../../../operators/exchange/money.js'
import type { Exchange, Trade } from '../../../operators/exchange/types.js'
import { onGrid } from '../../../operators/grid.js'
import type { AccountBook } from '../account/account-book.js'
import type { SideHistory } from '../account/history.js'
import { amountText, sumOf, unrealizedPl, ZERO_MONEY } from './trade-value.js'

/** The instrument has been traded at least once. */
export const wirePosition = (account: AccountBook, instrument: string): object => {
  const { ex, history } = account
  const k = ex.instruments.findIndex(({ name }) => name === instrument)
  const record = history.positions.get(instrument)
  const { long, short } = record ?? { long: NOTHING, short: NOTHING }
  const trades = [...ex.trades[k]!]
  const margin = account.mark().marginOf[k]!
  const plE4 = long.plE4 + short.plE4
  return {
    instrument,
    pl: moneyText(plE4),
    resettablePL: moneyText(plE4),
    unrealizedPL: amountText(sumOf(trades, (trade) => unrealizedPl(ex, trade))),
    ...(trades.length > 0 ? { marginUsed: amountText(margin) } : {}),
    financing: moneyText(long.financingE4 + short.financingE4),
    commission: moneyText(record?.commissionE4 ?? 0),
    dividendAdjustment: ZERO_MONEY,
    guaranteedExecutionFees: ZERO_MONEY,
    long: wireSide(
      ex,
      k,
      trades.filter(({ units }) => units > 0),
      long,
    ),
    short: wireSide(
      ex,
      k,
      trades.filter(({ units }) => units < 0),
      short,
    ),
  }
}

const NOTHING: SideHistory = Object.freeze({ plE4: 0, financingE4: 0 })

const wireSide = (ex: Exchange, k: number, trades: readonly Trade[], record: SideHistory): object => {
  const units = onGrid(
    sumOf(trades, (trade) => trade.units),
    ex.unitScale[k]!,
  )
  return {
    units: String(units),
    ...(trades.length > 0
      ? {
          averagePrice: (sumOf(trades, (trade) => trade.units * trade.price) / units).toFixed(
            ex.instruments[k]!.displayPrecision,
          ),
          tradeIDs: trades.map(({ id }) => String(id)),
        }
      : {}),
    pl: moneyText(record.plE4),
    resettablePL: moneyText(record.plE4),
    unrealizedPL: amountText(sumOf(trades, (trade) => unrealizedPl(ex, trade))),
    financing: moneyText(record.financingE4),
    dividendAdjustment: ZERO_MONEY,
    guaranteedExecutionFees: ZERO_MONEY,
  }
}
