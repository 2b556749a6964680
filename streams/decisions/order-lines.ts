/** The orders of a frame as lines: one a leg, holding only what was known at the decision. */
import type { Columns } from '../../graph/engine/define/schema.js'
import { columnsOf, hasNode } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { maskNames, REASONS, RISKS } from '../../model/codes.js'
import { schemas } from '../../model/columns.js'
import { nodes } from '../../model/nodes.js'
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

export interface OrderLinesInputs {
  readonly world: World
  /** The node whose orders go to the broker. */
  readonly node: string
  /** Called for each row in which guards refused or trimmed an increase, with the masks of the guards. */
  readonly onGuarded?: (refused: number, trimmed: number) => void
}

/** Appends the orders of slices [from, to) of a frame to `lines`. */
export type OrderLines = (lines: OrderLine[], frame: Frame, from: number, to: number) => void

export const orderLines = ({ world, node, onGuarded }: OrderLinesInputs): OrderLines => {
  const names = world.instruments.map(({ name }) => name)
  return (lines, frame, from, to) => {
    const order = columnsOf(frame, { node, schema: schemas.order })
    const quote = hasNode(frame, nodes.quote) ? columnsOf(frame, nodes.quote) : null
    const { closeUnits, closeAll, approvedUnits, refused, trimmed } = order
    const { count, time } = frame
    for (let i = from * count; i < to * count; i++) {
      if (onGuarded && (refused[i] || trimmed[i])) onGuarded(refused[i]!, trimmed[i]!)
      // Nearly every row is empty: these five reads are its whole cost.
      if (!closeUnits[i] && !approvedUnits[i] && !closeAll[i]) continue
      const tsMs = time.tsMs[Math.floor(i / count)]!
      const instrument = names[i % count]!
      if (closeUnits[i] || closeAll[i]) lines.push(closeLine(tsMs, instrument, order, quote, i))
      if (approvedUnits[i]) lines.push(entryLine(tsMs, instrument, order, quote, i))
    }
  }
}

type Line = { -readonly [K in keyof OrderLine]: OrderLine[K] }
type OrderColumns = Columns<typeof schemas.order>
type QuoteColumns = Columns<typeof schemas.quote>

const closeLine = (
  tsMs: number,
  instrument: string,
  order: OrderColumns,
  quote: QuoteColumns | null,
  i: number,
): OrderLine => {
  const reason = REASONS[order.closeReason[i]!] ?? 'none'
  const line: Line = { tsMs, instrument, units: order.closeUnits[i]!, leg: 'close', reason }
  if (order.closeAll[i]) line.all = true
  if (quote) addQuote(line, quote, i)
  return line
}

const entryLine = (
  tsMs: number,
  instrument: string,
  order: OrderColumns,
  quote: QuoteColumns | null,
  i: number,
): OrderLine => {
  const reason = REASONS[order.increaseReason[i]!] ?? 'none'
  const line: Line = { tsMs, instrument, units: order.approvedUnits[i]!, leg: 'entry', reason }
  if (quote) addQuote(line, quote, i)
  addBrackets(line, order, i)
  if (order.trimmed[i]) line.trimmedBy = maskNames(RISKS, order.trimmed[i]!)
  line.place = order.filledPlace[i] ? 'filled' : 'gated'
  return line
}

/** Unknown values are left out. Each is set by its own name: fields in changing order and spread objects cost V8 microseconds. */
const addQuote = (line: Line, quote: QuoteColumns, i: number): void => {
  const bid = quote.bid[i]!
  const ask = quote.ask[i]!
  if (Number.isFinite(bid)) line.bid = bid
  if (Number.isFinite(ask)) line.ask = ask
}
const addBrackets = (line: Line, order: OrderColumns, i: number): void => {
  const priceBound = order.priceBound[i]!
  const stopDistance = order.stopDistance[i]!
  const takeDistance = order.takeDistance[i]!
  const stopPrice = order.stopPrice[i]!
  const takePrice = order.takePrice[i]!
  if (Number.isFinite(priceBound)) line.priceBound = priceBound
  if (Number.isFinite(stopDistance)) line.stopDistance = stopDistance
  if (Number.isFinite(takeDistance)) line.takeDistance = takeDistance
  if (Number.isFinite(stopPrice)) line.stopPrice = stopPrice
  if (Number.isFinite(takePrice)) line.takePrice = takePrice
}
