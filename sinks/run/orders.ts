/** Collects the orders of a run, and how many increases each guard refused or trimmed. */
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { maskNames, RISKS } from '../../model/codes.js'
import type { World } from '../../model/world.js'
import { type OrderLine, orderLines } from '../../streams/decisions/order-lines.js'
import { firstTradingSlice } from './trading-span.js'

export interface OrderCollector extends FrameSink {
  /** Empty if they were given away. */
  readonly lines: readonly OrderLine[]
  /** Number of all lines. */
  count(): number
  /** Increases refused or trimmed, by guard. */
  readonly refused: { readonly [guard: string]: number }
  readonly trimmed: { readonly [guard: string]: number }
}

/**
 * `node` is the node whose orders go to the broker. Slices up to `tradeFromMs` are warm-up. With `onLine` lines are given away and not
 * held.
 */
export const collectOrders = (
  world: World,
  node: string,
  tradeFromMs = Number.NEGATIVE_INFINITY,
  onLine?: (line: OrderLine) => void,
): OrderCollector => {
  const lines: OrderLine[] = []
  let given = 0
  const refusedRows = new Map<number, number>()
  const trimmedRows = new Map<number, number>()
  const append = orderLines({
    world,
    node,
    onGuarded: (refused, trimmed) => {
      if (refused) countRow(refusedRows, refused)
      if (trimmed) countRow(trimmedRows, trimmed)
    },
  })
  return {
    lines,
    get refused() {
      return byGuard(refusedRows)
    },
    get trimmed() {
      return byGuard(trimmedRows)
    },
    count: () => given + lines.length,
    write: (frame) => {
      append(lines, frame, firstTradingSlice(frame, tradeFromMs), frame.slices)
      if (!onLine) return
      for (const line of lines) onLine(line)
      given += lines.length
      lines.length = 0
    },
  }
}

const countRow = (rows: Map<number, number>, mask: number): void => {
  rows.set(mask, (rows.get(mask) ?? 0) + 1)
}

/** Rows by guard, in the order in which the guards first appeared. */
const byGuard = (rows: ReadonlyMap<number, number>): { readonly [guard: string]: number } => {
  const counts: { [guard: string]: number } = {}
  for (const [mask, times] of rows)
    for (const name of maskNames(RISKS, mask)) counts[name] = (counts[name] ?? 0) + times
  return counts
}
