/** Positions from flat to flat: the trades of a ramp are one decision and therefore one observation. */
import type { TradeRow } from '../../sinks/run/trade-row.js'

export interface Position {
  readonly instrument: string
  readonly long: boolean
  /** Number of trades in it. */
  readonly trades: number
  readonly entryTsMs: number
  readonly exitTsMs: number
  /** Sum over all entries, home currency. */
  readonly notional: number
  /** Before and after costs. */
  readonly gross: number
  readonly net: number
  /** Relative to that notional, before and after costs. */
  readonly grossBps: number
  readonly netBps: number
  /** Largest excursions of its trades, bps of their entry prices; NaN if unknown. */
  readonly maeBps: number
  readonly mfeBps: number
  readonly entryReason: string
  /** Of the trade that closed last. */
  readonly exitReason: string
  /** Where its trades were made. */
  readonly place: 'gated' | 'filled' | 'partly filled'
  /** True if every trade was made in a gated place. */
  readonly gated: boolean
  /** True if any trade is still open. */
  readonly open: boolean
}

/** Ordered by instrument and entry. Trades of one instrument that overlap in time form one position. */
export const positionsOf = (trades: readonly TradeRow[]): Position[] => {
  const sorted = [...trades].sort(
    (a, b) =>
      (a.instrument < b.instrument ? -1 : a.instrument > b.instrument ? 1 : 0) ||
      a.entryTsMs - b.entryTsMs ||
      a.tradeId - b.tradeId,
  )
  const groups: TradeRow[][] = []
  let until = Number.NEGATIVE_INFINITY
  for (const trade of sorted) {
    const own = groups.at(-1)
    if (own && own[0]?.instrument === trade.instrument && trade.entryTsMs < until) own.push(trade)
    else {
      groups.push([trade])
      until = Number.NEGATIVE_INFINITY
    }
    until = Math.max(until, trade.exitTsMs)
  }
  return groups.map(positionOf)
}

const positionOf = (trades: readonly TradeRow[]): Position => {
  const first = trades[0] as TradeRow
  const last = trades.reduce((latest, trade) => (trade.exitTsMs >= latest.exitTsMs ? trade : latest), first)
  const total = (of: (trade: TradeRow) => number) => trades.reduce((sum, trade) => sum + of(trade), 0)
  const largest = (of: (trade: TradeRow) => number) =>
    trades.reduce((most, trade) => (of(trade) > most || Number.isNaN(most) ? of(trade) : most), Number.NaN)
  const notional = total((trade) => trade.notional)
  const gross = total((trade) => trade.gross)
  const net = total((trade) => trade.net)
  const filled = trades.filter((trade) => trade.place === 'filled').length
  const open = trades.some((trade) => trade.exitReason === 'open')
  return {
    instrument: first.instrument,
    long: first.units > 0,
    trades: trades.length,
    entryTsMs: first.entryTsMs,
    exitTsMs: last.exitTsMs,
    notional,
    gross,
    net,
    grossBps: (gross / notional) * 1e4,
    netBps: (net / notional) * 1e4,
    maeBps: largest((trade) => trade.maeBps),
    mfeBps: largest((trade) => trade.mfeBps),
    entryReason: first.entryReason,
    exitReason: open ? 'open' : last.exitReason,
    place: filled === 0 ? 'gated' : filled === trades.length ? 'filled' : 'partly filled',
    gated: filled === 0,
    open,
  }
}
