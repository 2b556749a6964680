/** Collects the orders of a run: one line a leg, holding only what was known at the decision. */
import type { NodeColumns } from '../../graph/frame.js'
import { maskNames, REASONS, RISKS } from '../../graph/reasons.js'
import type { FrameSink } from '../../graph/rx.js'
import type { World } from '../../graph/world.js'

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
  const refused: Record<string, number> = {}
  const trimmed: Record<string, number> = {}
  const tally = (into: Record<string, number>, mask: number) => {
    for (const name of maskNames(RISKS, mask)) into[name] = (into[name] ?? 0) + 1
  }
  return {
    lines,
    refused,
    trimmed,
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
        if (refusedMask[i]) tally(refused, refusedMask[i] as number)
        if (trimmedMask[i]) tally(trimmed, trimmedMask[i] as number)
        if (!closeUnits[i] && !approved[i] && !closeAll[i]) continue
        const known = {
          tsMs: frame.time.tsMs[Math.floor(i / frame.count)] as number,
          instrument: world.instruments[i % frame.count]?.name as string,
        }
        if (closeUnits[i] || closeAll[i]) {
          const reason = REASONS[column('closeReason')[i] as number] ?? 'none'
          const line: Line = { ...known, units: closeUnits[i] as number, leg: 'close', reason }
          if (closeAll[i]) line.all = true
          for (const name of ['bid', 'ask'] as const) note(line, name, quote[name] as Float64Array, i)
          lines.push(line)
        }
        if (approved[i]) {
          const reason = REASONS[column('increaseReason')[i] as number] ?? 'none'
          const line: Line = { ...known, units: approved[i] as number, leg: 'entry', reason }
          for (const name of ['bid', 'ask'] as const) note(line, name, quote[name] as Float64Array, i)
          for (const name of BRACKETS) note(line, name, column(name), i)
          if (trimmedMask[i]) line.trimmedBy = maskNames(RISKS, trimmedMask[i] as number)
          line.place = column('filledPlace')[i] ? 'filled' : 'gated'
          lines.push(line)
        }
      }
    },
  }
}

const BRACKETS = ['priceBound', 'stopDistance', 'takeDistance', 'stopPrice', 'takePrice'] as const
type Line = { -readonly [K in keyof OrderLine]: OrderLine[K] }

/** Values that are not known are left out. Set one by one: objects spread together take V8 some microseconds a line. */
const note = (line: Line, name: 'bid' | 'ask' | (typeof BRACKETS)[number], column: Float64Array, i: number): void => {
  const value = column[i]
  if (value !== undefined && Number.isFinite(value)) line[name] = value
}
