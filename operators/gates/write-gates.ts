/** The rows of one slice, from the gates and what they were judged by. */
import type { Columns } from '../../graph/schema.js'
import type { schemas } from '../../graph/schemas.js'
import type { Evaluator } from './evaluator.js'
import { type GateMachine, ON } from './gate-machine.js'

/** Writes all columns of the rows at `at` and after; column by column, as the rows of a slice lie side by side. */
export const writeGates = (
  out: Columns<typeof schemas.gates>,
  at: number,
  gates: GateMachine,
  { summary, floors }: Evaluator,
  buffer: Float64Array,
): void => {
  for (let k = 0; k < buffer.length; k++) {
    out.state[at + k] = gates.state[k]!
    out.eligible[at + k] = gates.state[k] === ON ? 1 : 0
  }
  copyFloats(out.buffer, buffer, at)
  copyFloats(out.trades, summary.trades, at)
  copyFloats(out.winRate, summary.winRate, at)
  copyFloats(out.pnlBps, summary.pnlBps, at)
  copyFloats(out.drawdownBps, summary.drawdownBps, at)
  copyFloats(out.calmar, summary.calmar, at)
  copyFloats(out.minTrades, floors.minTrades, at)
  copyFloats(out.calmarMin, floors.calmarMin, at)
  copyFloats(out.pnlMinBps, floors.pnlMinBps, at)
  copyFloats(out.cooldownUntilMs, gates.cooldownUntilMs, at)
  copyCounts(out.passes, gates.passes, at)
  copyCounts(out.fails, gates.fails, at)
  copyCounts(out.misses, gates.misses, at)
}

// Two of them, so that each sees one kind of array only: for a handful of values a loop beats `set`.
const copyFloats = (rows: Float64Array, values: Float64Array, at: number): void => {
  for (let k = 0; k < values.length; k++) rows[at + k] = values[k]!
}
const copyCounts = (rows: Int32Array, values: Int32Array, at: number): void => {
  for (let k = 0; k < values.length; k++) rows[at + k] = values[k]!
}
