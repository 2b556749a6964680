/** Positions from trades as they close, the same as `positionsOf` makes of all of them. Of each instrument only the last one is held. */
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { type Position, positionsOf } from '../../studies/report/positions.js'

export interface PositionStream {
  /** A closed trade; `isFlat`: the instrument has no trade left. */
  take(trade: TradeRow, isFlat: boolean): void
  /** Call at the end, with the trades that are still open. */
  finish(open: readonly TradeRow[]): void
}

/** `emit` gets the positions of each instrument in order of entry. */
export const positionStream = (emit: (position: Position) => void): PositionStream => {
  const held = new Map<string, TradeRow[]>()
  const emitAll = (trades: readonly TradeRow[]): void => {
    for (const position of positionsOf(trades)) emit(position)
  }
  return {
    take: (trade, isFlat) => {
      const own = held.get(trade.instrument) ?? []
      held.set(trade.instrument, own)
      own.push(trade)
      if (!isFlat || own.length === 1) return
      // What opens from here on can only join the last of them: its fill may lie before the close in the same minute.
      const last = positionsOf(own).at(-1)!
      const isLast = ({ entryTsMs }: TradeRow) => entryTsMs >= last.entryTsMs
      if (own.every(isLast)) return
      emitAll(own.filter((one) => !isLast(one)))
      held.set(trade.instrument, own.filter(isLast))
    },
    finish: (open) => {
      for (const trade of open) held.set(trade.instrument, [...(held.get(trade.instrument) ?? []), trade])
      for (const trades of held.values()) emitAll(trades)
    },
  }
}
