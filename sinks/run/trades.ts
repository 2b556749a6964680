/** Collects every trade of a run from the broker's fills: closed trades, and at the end the open ones, marked and labelled `open`. */
import { columnsOf, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { schemas } from '../../model/columns.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import { applyFill, createTripBook, endRow } from '../../operators/performance/trip-book.js'
import { type CauseCost, createCostLedger } from './cost-ledger.js'
import { unknownMark, takeMark } from './last-mark.js'
import { openRows } from './open-rows.js'
import { type TradeRow, tradeRow } from './trade-row.js'

export interface TradeCollector extends FrameSink {
  /** Fully closed trades, in the order in which they closed; empty if they were given away. */
  readonly rows: readonly TradeRow[]
  /** Trades left at the end, marked at the last quote as the account marks them. */
  open(): readonly TradeRow[]
  /** Turnover and costs of the fills, by cause. */
  readonly causes: ReadonlyMap<string, CauseCost>
}

/** Gets a trade when it is fully closed; `isFlat`: its instrument has none left. */
export type OnTrade = (trade: TradeRow, isFlat: boolean) => void

/** `orders` is the node whose orders go to the broker. With `onTrade` closed trades are given away and not held. */
export const collectTrades = (
  world: World,
  orders: NodeRef<typeof schemas.order>,
  onTrade?: OnTrade,
): TradeCollector => {
  const { instruments } = world
  const count = instruments.length
  const names = instruments.map(({ name }) => name)
  const unitScale = instruments.map(({ tradeUnitsPrecision }) => Number(`1e${tradeUnitsPrecision}`))
  const rows: TradeRow[] = []
  const book = createTripBook(count)
  const ledger = createCostLedger()
  const last = unknownMark(count)
  return {
    rows,
    causes: ledger.causes,
    open: () => openRows(names, book.trips, ledger.entryCosts, last),
    write: (frame) => {
      const account = columnsOf(frame, nodes.broker)
      const candle = columnsOf(frame, nodes.candle)
      const quote = columnsOf(frame, nodes.quote)
      const input = { account, candle, quote, order: columnsOf(frame, orders) }
      const { at } = account
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        for (let e = at[s] as number; e < (at[s + 1] as number); e++) {
          const k = account.fillInstrument[e] as number
          const i = s * count + k
          const homeRate = quote.homeRate[i] as number
          ledger.take(account, candle, homeRate, i, e, tsMs)
          last.financing -= account.fillFinancing[e] as number
          const finished = applyFill(book, unitScale[k] as number, input, i, e)
          if (!finished) continue
          ledger.forget(finished.id)
          const row = tradeRow(finished, names[k] as string)
          if (onTrade) onTrade(row, book.trips[k]!.length === 0)
          else rows.push(row)
        }
        for (let k = 0; k < count; k++) endRow(book, input, s * count + k, k, tsMs)
      }
      takeMark(last, account, quote, frame)
    },
  }
}
