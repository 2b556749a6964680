/** The newest orders and closed trades, and how many increases each risk guard refused. */
import type { z } from 'zod'
import { columnsOf, hasNode } from '../../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../../graph/engine/run/frame.js'
import type { FrameSink } from '../../../../graph/engine/run/rx.js'
import { maskNames, REASONS, RISKS } from '../../../../model/codes.js'
import { schemas } from '../../../../model/columns.js'
import { nodes } from '../../../../model/nodes.js'
import { formatOrder } from '../../../../sinks/run/format-order.js'
import { type OrderLine, orderLines } from '../../../../streams/decisions/order-lines.js'
import type { fillSchema, orderSchema, tradeSchema } from '../../../contract/ledger.js'
import { newFills } from '../../ledger/fill-events.js'
import { shownOrder } from '../../shown-order.js'
import type { FrameContext } from '../frame-context.js'
import { inBps, money, priceOf } from '../rounded.js'

type OrderItem = z.output<typeof orderSchema>
type FillItem = z.output<typeof fillSchema>
type TradeItem = z.output<typeof tradeSchema>

export interface OrderBook extends FrameSink {
  /** Newest first. */
  orders(): readonly OrderItem[]
  trades(): readonly TradeItem[]
  fills(): readonly FillItem[]
  /** Closed round trips since the start, and how many made money. */
  counts(): { readonly trades: number; readonly wins: number }
  refused(): Readonly<Record<string, number>>
  /** Orders since the start. */
  decided(): Readonly<Record<OrderItem['leg'], number>>
}

const KEEP = 1000

/** Slices up to `fromMs` are history: they do not count. */
export const orderBook = (context: FrameContext, fromMs: number): OrderBook => {
  const { world, orders: node } = context
  const orders: OrderItem[] = []
  const trades: TradeItem[] = []
  const fills: FillItem[] = []
  const filled = newFills(world)
  const refused: Record<string, number> = {}
  const tally = { trades: 0, wins: 0 }
  const decided = { close: 0, entry: 0 }
  const format = formatOrder(world)
  const append = node === null ? null : orderLines({ world, node })
  const takeOrders = (frame: Frame, from: number): void => {
    const lines: OrderLine[] = []
    append?.(lines, frame, from, frame.slices)
    for (const line of lines) {
      const order = shownOrder(format(line))
      decided[order.leg]++
      push(orders, order)
    }
    if (node === null || from === frame.slices) return
    const masks = columnsOf(frame, { node, schema: schemas.order }).refused
    for (let i = from * frame.count; i < frame.slices * frame.count; i++)
      if (masks[i]! > 0) for (const name of maskNames(RISKS, masks[i]!)) refused[name] = (refused[name] ?? 0) + 1
  }
  return {
    orders: () => orders.toReversed(),
    trades: () => trades.toReversed(),
    fills: () => fills.toReversed(),
    counts: () => ({ ...tally }),
    refused: () => ({ ...refused }),
    decided: () => ({ ...decided }),
    write: (frame) => {
      const from = firstAfter(frame, fromMs)
      takeOrders(frame, from)
      if (hasNode(frame, nodes.broker))
        filled(frame, (fill, n) => {
          if (fill.tsMs > fromMs) push(fills, { id: `${fill.tsMs}-${n}`, ...fill })
        })
      for (const trade of closedTrades(context, frame, from)) {
        push(trades, trade)
        tally.trades++
        if ((trade.net ?? 0) > 0) tally.wins++
      }
    },
  }
}

export const firstAfter = ({ time, slices }: Frame, fromMs: number): number => {
  const found = time.tsMs.subarray(0, slices).findIndex((tsMs) => tsMs > fromMs)
  return found < 0 ? slices : found
}

const push = <T>(kept: T[], item: T): void => {
  kept.push(item)
  if (kept.length > KEEP) kept.shift()
}

/** Events of SEP's performance node; none in a graph without it. */
const closedTrades = ({ world }: FrameContext, frame: Frame, from: number): readonly TradeItem[] => {
  if (!hasNode(frame, nodes.performance)) return []
  const event = columnsOf(frame, nodes.performance)
  if (event.at === undefined || event.tradeInstrument === undefined) return []
  const items: TradeItem[] = []
  for (let e = event.at[from]!; e < event.at[frame.slices]!; e++) {
    const instrument = world.instruments[event.tradeInstrument[e]!]
    if (!instrument) continue
    const price = priceOf(instrument.displayPrecision)
    const units = event.tradeUnits[e]!
    items.push({
      instrument: instrument.name,
      side: units > 0 ? 'long' : 'short',
      units,
      entryMs: event.entryTsMs[e]!,
      exitMs: event.exitTsMs[e]!,
      entryPrice: price(event.entryPrice[e]!),
      exitPrice: price(event.exitPrice[e]!),
      net: money(event.net[e]!),
      netBps: inBps((event.net[e]! / event.entryNotional[e]!) * 1e4),
      reason: REASONS[event.exitReason[e]!] ?? 'none',
    })
  }
  return items
}
