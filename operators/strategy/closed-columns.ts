/** The account of the shadow's trade that closed last, and the columns of the shadow while nothing happens. */
import type { Columns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'

/** Bps of the entry price. Costs are those of both ends and never negative. NaN (side 0) if no trade closed. */
export interface ClosedTrade {
  side: number
  entryTsMs: number
  /** Net result, and that without the costs of its size. */
  tradeBps: number
  comparedBps: number
  /** Before all costs, exactly net + spread + slippage + commission + depth, added in this order. */
  grossBps: number
  spreadBps: number
  slippageBps: number
  commissionBps: number
  depthBps: number
}

export const createClosedTrade = (): ClosedTrade => ({
  side: 0,
  entryTsMs: Number.NaN,
  tradeBps: Number.NaN,
  comparedBps: Number.NaN,
  grossBps: Number.NaN,
  spreadBps: Number.NaN,
  slippageBps: Number.NaN,
  commissionBps: Number.NaN,
  depthBps: Number.NaN,
})

const CLOSED_BPS = [
  ...(['tradeBps', 'comparedBps', 'grossBps', 'spreadBps', 'slippageBps', 'commissionBps', 'depthBps'] as const),
]

type Out = Columns<typeof schemas.shadow>

/** Rows [from, to) of instruments that are flat and closed no trade. */
export const clearFlat = (out: Out, from: number, to: number): void => {
  out.side.fill(0, from, to)
  out.entryPrice.fill(Number.NaN, from, to)
  out.entryTsMs.fill(Number.NaN, from, to)
  out.openBps.fill(0, from, to)
  out.closed.fill(0, from, to)
  out.exitReason.fill(0, from, to)
  out.closedSide.fill(0, from, to)
  out.closedEntryTsMs.fill(Number.NaN, from, to)
  for (const name of CLOSED_BPS) out[name].fill(Number.NaN, from, to)
}

export const writeClosed = (out: Out, i: number, closed: ClosedTrade): void => {
  out.closedSide[i] = closed.side
  out.closedEntryTsMs[i] = closed.entryTsMs
  out.tradeBps[i] = closed.tradeBps
  out.comparedBps[i] = closed.comparedBps
  out.grossBps[i] = closed.grossBps
  out.spreadBps[i] = closed.spreadBps
  out.slippageBps[i] = closed.slippageBps
  out.commissionBps[i] = closed.commissionBps
  out.depthBps[i] = closed.depthBps
}
