/** Collects the orders of a run: one line a leg, holding only what was known at the decision. */
import type { NodeColumns } from '../../graph/engine/run/frame.js'
import { maskNames, REASONS, RISKS } from '../../model/codes.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'

export interface OrderLine {
  readonly tsMs: number
  readonly instrument: string
  /** Signed; a close leg has the sign of the order that closes. */
  readonly units: number
  readonly leg: 'close' | 'entry'
  readonly reason: string
  readonly all?: true
  /** Quote at the decision; left out where there was none yet. */
  readonly bid?: number
  readonly ask?: number
  readonly priceBound?: number
  readonly stopDistance?: number
  readonly takeDistance?: number
  readonly stopPrice?: number
  readonly takePrice?: number
  readonly trimmedBy?: readonly string[]
  readonly place?: 'gated' | 'filled'
}

export interface OrderCollector extends FrameSink {
  readonly lines: readonly OrderLine[]
  /** Increases refused or trimmed, by guard. */
  readonly refused: { readonly [guard: string]: number }
  readonly trimmed: { readonly [guard: string]: number }
}

/** `node` is the node whose orders go to the broker. */
export const collectOrders = (world: World, node: string): OrderCollector => {
  const lines: OrderLine[] = []
  // Rows by mask.
  const refused = new Map<number, number>()
  const trimmed = new Map<number, number>()
  const count = (rows: Map<number, number>, mask: number) => rows.set(mask, (rows.get(mask) ?? 0) + 1)
  return {
    lines,
    get refused() {
      return byGuard(refused)
    },
    get trimmed() {
      return byGuard(trimmed)
    },
    write: (frame) => {
      const order = frame.columns[node] as NodeColumns
      const quote = frame.columns['quote'] as NodeColumns
      const column = (name: string) => order[name] as Float64Array
      const closeUnits = column('closeUnits')
      const approved = column('approvedUnits')
      const refusedMask = column('refused')
      const trimmedMask = column('trimmed')
      // Nearly every row is empty: its five looks are all that it costs.
      const closeAll = column('closeAll')
      for (let i = 0; i < frame.slices * frame.count; i++) {
        if (refusedMask[i]) count(refused, refusedMask[i] as number)
        if (trimmedMask[i]) count(trimmed, trimmedMask[i] as number)
        if (!closeUnits[i] && !approved[i] && !closeAll[i]) continue
        const tsMs = frame.time.tsMs[Math.floor(i / frame.count)] as number
        const instrument = world.instruments[i % frame.count]?.name as string
        if (closeUnits[i] || closeAll[i]) {
          const reason = REASONS[column('closeReason')[i] as number] ?? 'none'
          const line: Line = { tsMs, instrument, units: closeUnits[i] as number, leg: 'close', reason }
          if (closeAll[i]) line.all = true
          noteQuote(line, quote, i)
          lines.push(line)
        }
        if (approved[i]) {
          const reason = REASONS[column('increaseReason')[i] as number] ?? 'none'
          const line: Line = { tsMs, instrument, units: approved[i] as number, leg: 'entry', reason }
          noteQuote(line, quote, i)
          noteBrackets(line, order, i)
          if (trimmedMask[i]) line.trimmedBy = maskNames(RISKS, trimmedMask[i] as number)
          line.place = column('filledPlace')[i] ? 'filled' : 'gated'
          lines.push(line)
        }
      }
    },
  }
}

type Line = { -readonly [K in keyof OrderLine]: OrderLine[K] }

/** Values that are not known are left out. Each is set by its own name: fields that change places, or objects spread together, take V8 microseconds. */
const noteQuote = (line: Line, quote: NodeColumns, i: number): void => {
  const bid = (quote['bid'] as Float64Array)[i] as number
  const ask = (quote['ask'] as Float64Array)[i] as number
  if (Number.isFinite(bid)) line.bid = bid
  if (Number.isFinite(ask)) line.ask = ask
}
const noteBrackets = (line: Line, order: NodeColumns, i: number): void => {
  const priceBound = (order['priceBound'] as Float64Array)[i] as number
  const stopDistance = (order['stopDistance'] as Float64Array)[i] as number
  const takeDistance = (order['takeDistance'] as Float64Array)[i] as number
  const stopPrice = (order['stopPrice'] as Float64Array)[i] as number
  const takePrice = (order['takePrice'] as Float64Array)[i] as number
  if (Number.isFinite(priceBound)) line.priceBound = priceBound
  if (Number.isFinite(stopDistance)) line.stopDistance = stopDistance
  if (Number.isFinite(takeDistance)) line.takeDistance = takeDistance
  if (Number.isFinite(stopPrice)) line.stopPrice = stopPrice
  if (Number.isFinite(takePrice)) line.takePrice = takePrice
}

/** Rows by guard, in the order in which the guards were first met. */
const byGuard = (rows: ReadonlyMap<number, number>): { readonly [guard: string]: number } => {
  const counts: { [guard: string]: number } = {}
  for (const [mask, times] of rows)
    for (const name of maskNames(RISKS, mask)) counts[name] = (counts[name] ?? 0) + times
  return counts
}
