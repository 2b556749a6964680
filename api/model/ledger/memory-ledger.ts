/** The ledger of frames, for a process without a store: the newest orders, fills and trades, and the calls of the controls. */
import { shownOrder } from '../shown-order.js'
import type { z } from 'zod'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { World } from '../../../model/world.js'
import { formatOrder } from '../../../sinks/run/format-order.js'
import { orderLines, type OrderLine } from '../../../streams/decisions/order-lines.js'
import type { controlCallSchema, fillSchema, orderSchema, tradeSchema } from '../../contract/ledger.js'
import { fillEvents } from './fill-events.js'
import { keptPages } from './kept-pages.js'
import type { LedgerReads } from './ledger-reads.js'

type ControlCall = z.output<typeof controlCallSchema>
type Fill = z.output<typeof fillSchema>
type Trade = z.output<typeof tradeSchema>

export interface MemoryLedger extends FrameSink {
  readonly reads: LedgerReads
  /** Enters a call of the controls. */
  readonly called: (call: Omit<ControlCall, 'id'>) => void
}

/** `node`: the node whose orders go to the broker. What `isHistory` holds for happened before the run. */
export const memoryLedger = (world: World, node: string, isHistory: (tsMs: number) => boolean): MemoryLedger => {
  const orders = keptPages<z.output<typeof orderSchema>>()
  const fills = keptPages<Fill>()
  const trades = keptPages<Trade>()
  const controls = keptPages<ControlCall>()
  const append = orderLines({ world, node })
  const format = formatOrder(world)
  const events = fillEvents(world, node)
  return {
    reads: {
      orders: orders.page,
      fills: fills.page,
      trades: trades.page,
      // The simulated broker books no transactions.
      transactions: () => Promise.resolve({ items: [], cursor: null }),
      controls: controls.page,
    },
    called: (call) => controls.add(call.tsMs, (id) => ({ id, ...call })),
    write: (frame) => {
      const lines: OrderLine[] = []
      append(lines, frame, 0, frame.slices)
      for (const line of lines) if (!isHistory(line.tsMs)) orders.add(line.tsMs, () => shownOrder(format(line)))
      events(frame, (tsMs, fill, trade) => {
        if (isHistory(tsMs)) return
        fills.add(tsMs, (id) => ({ id, ...fill }))
        if (trade) trades.add(tsMs, () => trade)
      })
    },
  }
}
