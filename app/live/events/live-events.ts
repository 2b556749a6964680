/** What a live pipeline reports of its trading as it happens: orders, fills, exits, outcomes that went wrong, changes of its mode. */
import { columnsOf, hasNode } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { EXECUTION, REASONS, REFUSALS } from '../../../model/codes.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import type { ExecutionRow } from '../../../streams/execution/record.js'
import type { Heartbeat } from './heartbeat.js'

/** Money is in home currency; units have the sign of the order; stops and takes of a first entry are distances from its fill. */
export type LiveEvent =
  | {
      readonly event: 'order'
      readonly tsMs: number
      readonly instrument: string
      readonly units: number
      /** All that is held; `units` is then 0. */
      readonly closesAll: boolean
      readonly reason: string
      readonly stopDistance: number | null
      readonly stopPrice: number | null
    }
  | {
      readonly event: 'fill' | 'exit'
      readonly tsMs: number
      readonly instrument: string
      readonly tradeId: number
      readonly units: number
      readonly price: number
      readonly reason: string
      /** Realised by an exit. */
      readonly amount: number | null
    }
  | {
      readonly event: 'rejected' | 'refused' | 'unknown' | 'abandoned'
      readonly tsMs: number
      readonly instrument: string
      readonly units: number
      /** Of a refusal: why the bytes did not leave. */
      readonly why: string
    }
  | {
      readonly event: 'mode'
      readonly tsMs: number
      readonly killSwitch: boolean
      readonly paused: boolean
    }
  | Heartbeat

/** Orders of the frame's one slice, in a part that steps risk. */
export const orderEvents = (frame: Frame, { instruments }: World): readonly LiveEvent[] => {
  if (!hasNode(frame, nodes.risk)) return []
  const order = columnsOf(frame, nodes.risk)
  const tsMs = frame.time.tsMs[0] as number
  return instruments.flatMap(({ name: instrument }, k): readonly LiveEvent[] => {
    const shared = { event: 'order', tsMs, instrument } as const
    const closesAll = order.closeAll[k] === 1
    const [closed, added] = [order.closeUnits[k] as number, order.approvedUnits[k] as number]
    const close = { ...shared, units: closed, closesAll, reason: named(order.closeReason[k]) }
    const increase = { ...shared, units: added, closesAll: false, reason: named(order.increaseReason[k]) }
    const stops = { stopDistance: known(order.stopDistance[k]), stopPrice: known(order.stopPrice[k]) }
    return [
      ...(closesAll || closed !== 0 ? [{ ...close, stopDistance: null, stopPrice: null }] : []),
      ...(added !== 0 ? [{ ...increase, ...stops }] : []),
    ]
  })
}

const FILLS: { readonly [type: number]: 'fill' | 'exit' } = {
  [EXECUTION.opened]: 'fill',
  [EXECUTION.reduced]: 'exit',
  [EXECUTION.closed]: 'exit',
}
const OUTCOMES: { readonly [type: number]: 'rejected' | 'refused' | 'unknown' | 'abandoned' } = {
  [EXECUTION.rejected]: 'rejected',
  [EXECUTION.refused]: 'refused',
  [EXECUTION.doubtful]: 'unknown',
  [EXECUTION.abandoned]: 'abandoned',
}

/** Of a row as it arises; null for bookkeeping. `nowMs`: where the row has no time. */
export const executionEvent = (
  row: ExecutionRow,
  instruments: readonly { readonly name: string }[],
  nowMs: number,
): LiveEvent | null => {
  const { tradeId, units, price, amount, type } = row
  const instrument = instruments[row.instrument]?.name ?? 'account'
  const shared = { tsMs: known(row.tsMs) ?? Math.floor(nowMs), instrument, units }
  const event = FILLS[type]
  const reason = named(row.reason)
  if (event) return { event, ...shared, tradeId, price, reason, amount: event === 'exit' ? amount : null }
  const outcome = OUTCOMES[type]
  if (!outcome) return null
  return { event: outcome, ...shared, why: outcome === 'refused' ? REFUSALS[row.refused]! : '' }
}

const named = (code: number | undefined): string => REASONS[code ?? 0] ?? 'none'
const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value)
