/** What a shadow trade pays besides its commission. */
import type { ClosedTrade } from './closed-columns.js'
import type { UnitFill } from './unit-fill.js'

/** What the entry of each open position paid, price units; 0 when flat. */
export interface PaidAtEntry {
  readonly spreadPaid: Float64Array
  readonly slippagePaid: Float64Array
  readonly depthPaid: Float64Array
}

export const createPaidAtEntry = (count: number): PaidAtEntry => ({
  spreadPaid: new Float64Array(count),
  slippagePaid: new Float64Array(count),
  depthPaid: new Float64Array(count),
})

/** What slippage and rounding took. The difference of two floats may miss 0 by an ulp. */
const slippageOf = ({ price, fair, depth }: UnitFill): number => Math.max(0, Math.abs(price - fair) - depth)

export const payEntry = (paid: PaidAtEntry, k: number, fill: UnitFill): void => {
  paid.spreadPaid[k] = fill.halfSpread
  paid.slippagePaid[k] = slippageOf(fill)
  paid.depthPaid[k] = fill.depth
}

/** Splits the costs of a trade whose net result `closed` has; the position is flat afterwards. */
export const splitCosts = (
  closed: ClosedTrade,
  paid: PaidAtEntry,
  k: number,
  exit: UnitFill,
  entryPrice: number,
  commissionBps: number,
): void => {
  closed.spreadBps = ((paid.spreadPaid[k]! + exit.halfSpread) / entryPrice) * 1e4
  closed.slippageBps = ((paid.slippagePaid[k]! + slippageOf(exit)) / entryPrice) * 1e4
  closed.commissionBps = commissionBps
  closed.depthBps = ((paid.depthPaid[k]! + exit.depth) / entryPrice) * 1e4
  closed.grossBps = closed.tradeBps + closed.spreadBps + closed.slippageBps + closed.commissionBps + closed.depthBps
  paid.spreadPaid[k] = 0
  paid.slippagePaid[k] = 0
  paid.depthPaid[k] = 0
}
