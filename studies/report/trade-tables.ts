/** The report's tables of single positions and trades. */
import { isoMinute } from '../../lib/iso-time.js'
import { roundTo } from '../../lib/round.js'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { formatKnown, formatMoney, formatWhole } from './format.js'
import type { Position } from './positions.js'
import { table } from './table.js'

const WORST = 10

export const worstTable = (positions: readonly Position[], home: string): string =>
  table(
    [
      'instrument',
      'side',
      'entry',
      'exit',
      'trades',
      `notional ${home}`,
      `before costs ${home}`,
      `after costs ${home}`,
      'bps after costs',
      'entry reason',
      'exit reason',
    ],
    positions
      .filter(({ net }) => net < 0)
      .sort((a, b) => a.net - b.net)
      .slice(0, WORST)
      .map((position) => [
        position.instrument,
        position.long ? 'long' : 'short',
        isoMinute(position.entryTsMs),
        isoMinute(position.exitTsMs),
        position.trades,
        formatWhole(position.notional),
        formatMoney(position.gross),
        formatMoney(position.net),
        formatKnown(position.netBps),
        position.entryReason,
        position.exitReason,
      ]),
    'No losing positions.',
  )

/** Maximum number of trades listed; trades.csv has all of them. */
const LISTED = 500

export const tradeTable = (trades: readonly TradeRow[], places: boolean): string => {
  const heads = [
    ...['instrument', 'units', 'entry', 'price', 'exit', 'price', 'before costs', 'after costs', 'bps after costs'],
    ...['entry reason', 'exit reason'],
  ]
  const listed = table(
    [...heads, ...(places ? ['place'] : [])],
    trades
      .slice(0, LISTED)
      .map((trade) => [
        trade.instrument,
        trade.units,
        isoMinute(trade.entryTsMs),
        trade.entryPrice,
        isoMinute(trade.exitTsMs),
        roundTo(trade.exitPrice, 6),
        formatMoney(trade.gross),
        formatMoney(trade.net),
        formatKnown(trade.netBps),
        trade.entryReason,
        trade.exitReason,
        ...(places ? [trade.place] : []),
      ]),
    'No trades.',
  )
  return trades.length > LISTED ? `${listed}<p>${trades.length - LISTED} more in trades.csv.</p>` : listed
}
