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
      for (let i = 0; i < frame.slices * frame.count; i++) {
        if (refusedMask[i]) tally(refused, refusedMask[i] as number)
        if (trimmedMask[i]) tally(trimmed, trimmedMask[i] as number)
        if (!closeUnits[i] && !approved[i] && !column('closeAll')[i]) continue
        const known = {
          tsMs: frame.time.tsMs[Math.floor(i / frame.count)] as number,
          instrument: world.instruments[i % frame.count]?.name as string,
        }
        const prices = {
          ...finite('bid', (quote['bid'] as Float64Array)[i]),
          ...finite('ask', (quote['ask'] as Float64Array)[i]),
        }
        if (closeUnits[i] || column('closeAll')[i]) {
          lines.push({
            ...known,
            units: closeUnits[i] as number,
            leg: 'close',
            reason: REASONS[column('closeReason')[i] as number] ?? 'none',
            ...(column('closeAll')[i] ? { all: true as const } : {}),
            ...prices,
          })
        }
        if (approved[i]) {
          lines.push({
            ...known,
            units: approved[i] as number,
            leg: 'entry',
            reason: REASONS[column('increaseReason')[i] as number] ?? 'none',
            ...prices,
            ...finite('priceBound', column('priceBound')[i]),
            ...finite('stopDistance', column('stopDistance')[i]),
            ...finite('takeDistance', column('takeDistance')[i]),
            ...finite('stopPrice', column('stopPrice')[i]),
            ...finite('takePrice', column('takePrice')[i]),
            ...(trimmedMask[i] ? { trimmedBy: maskNames(RISKS, trimmedMask[i] as number) } : {}),
            place: column('filledPlace')[i] ? 'filled' : 'gated',
          })
        }
      }
    },
  }
}

const finite = (name: string, value: number | undefined): { readonly [name: string]: number } =>
  value !== undefined && Number.isFinite(value) ? { [name]: value } : {}
