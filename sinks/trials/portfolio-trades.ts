/** The trades of one account as a trial keeps them: closed ones from the fills, and at the end the open ones at the last mark. */
import { columnsOf, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { schemas } from '../../model/columns.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'
import { applyFill, createTripBook } from '../../operators/performance/trip-book.js'
import { createCostLedger } from '../run/cost-ledger.js'
import { unknownMark, takeMark } from '../run/last-mark.js'
import { openRows } from '../run/open-rows.js'
import type { ShadowTrade } from '../run/shadow-trades.js'
import type { TradeRow } from '../run/trade-row.js'
import { netOf, type RoundTrip } from '../../operators/performance/round-trip.js'
import { createTradeColumns, keepTrade, type TradeColumns } from './trade-columns.js'

/**
 * Bps of the entry's notional, home currency; netBps is that of trades.csv. Conversion and financing are in netBps and in no cost.
 * pnlQuote: units by the difference of the prices, in the quote currency of the instrument, unrounded.
 */
export interface PortfolioTrade extends ShadowTrade {
  readonly pnlQuote: number
}
export interface PortfolioTradeCollector extends FrameSink {
  /** Closed trades in the order in which they closed. */
  readonly kept: TradeColumns
  /** Those left at the end, with the reason `open` and the last slice as their exit; made when they are read. */
  readonly open: readonly PortfolioTrade[]
}

/** Columns of the account that it reads, besides the fills. */
export const PORTFOLIO_TRADE_COLUMNS = ['financing', 'unrealized'] as const

/** `account`: a broker, whatever its id; `orders`: the node whose orders go to it. */
export const collectPortfolioTrades = (
  world: World,
  account: NodeRef<typeof schemas.account>,
  orders: NodeRef<typeof schemas.order>,
): PortfolioTradeCollector => {
  const { instruments } = world
  const count = instruments.length
  const names = instruments.map(({ name }) => name)
  const unitScale = instruments.map(({ tradeUnitsPrecision }) => Number(`1e${tradeUnitsPrecision}`))
  const held = createTradeColumns()
  const book = createTripBook(count)
  const ledger = createCostLedger()
  const last = unknownMark(count)
  return {
    kept: held,
    get open() {
      return openRows(names, book.trips, ledger.entryCosts, last).map((row) => openTrade(row, last.tsMs))
    },
    write: (frame) => {
      const own = columnsOf(frame, account)
      const candle = columnsOf(frame, nodes.candle)
      const quote = columnsOf(frame, nodes.quote)
      const { at } = own
      const fills = at[frame.slices] as number
      const input = { account: own, candle, quote, order: columnsOf(frame, orders) }
      for (let s = 0, e = 0; e < fills; s++) {
        const tsMs = frame.time.tsMs[s] as number
        for (; e < (at[s + 1] as number); e++) {
          const k = own.fillInstrument[e] as number
          const i = s * count + k
          ledger.take(own, candle, quote.homeRate[i] as number, i, e, tsMs)
          last.financing -= own.fillFinancing[e] as number
          const finished = applyFill(book, unitScale[k] as number, input, i, e)
          if (!finished) continue
          ledger.forget(finished.id)
          keep(held, finished, tsMs)
        }
      }
      takeMark(last, own, quote, frame)
    },
  }
}

/** As trades.csv has it, in bps. */
const keep = (held: TradeColumns, trip: RoundTrip, exitMs: number): void => {
  const at = keepTrade(held, trip.k, trip.exitReason, trip.units > 0)
  const { numbers } = held
  const notional = trip.entryNotional
  numbers[at] = trip.entryTsMs
  numbers[at + 1] = exitMs
  numbers[at + 2] = (netOf(trip) / notional) * 1e4
  numbers[at + 3] = (trip.gross / notional) * 1e4
  numbers[at + 4] = (trip.spreadCost / notional) * 1e4
  numbers[at + 5] = (trip.slippageCost / notional) * 1e4
  numbers[at + 6] = (trip.commission / notional) * 1e4
  numbers[at + 7] = (trip.depthCost / notional) * 1e4
  numbers[at + 8] = trip.units * (trip.exitPrice - trip.entryPrice)
}

const openTrade = (row: TradeRow, exitMs: number): PortfolioTrade => {
  const bps = (amount: number): number => (amount / row.notional) * 1e4
  return {
    instrument: row.instrument,
    entryMs: row.entryTsMs,
    exitMs,
    side: row.units > 0 ? 'long' : 'short',
    netBps: row.netBps,
    grossBps: bps(row.gross),
    spreadBps: bps(row.spreadCost),
    slippageBps: bps(row.slippageCost),
    commissionBps: bps(row.commission),
    depthBps: bps(row.depthCost),
    reason: row.exitReason,
    pnlQuote: row.units * (row.exitPrice - row.entryPrice),
  }
}
