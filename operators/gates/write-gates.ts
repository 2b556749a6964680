/** Writes the rows of one slice from the gates and their evaluation. */
import type { Columns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'
import type { Summary } from './evaluator.js'
import type { Floors } from './floors.js'
import { type GateMachine, ON } from './gate-machine.js'

type Out = Columns<typeof schemas.gates>

/** Writes the columns that move with every mark into the rows from `at` on. */
export const writeSummary = (out: Out, at: number, summary: Summary): void => {
  copyFloats(out.trades, summary.trades, at)
  copyFloats(out.winRate, summary.winRate, at)
  copyFloats(out.pnlBps, summary.pnlBps, at)
  copyFloats(out.drawdownBps, summary.drawdownBps, at)
  copyFloats(out.calmar, summary.calmar, at)
}

/** Writes the columns of gates and floors into the rows from `at` on. */
export const writeGates = (out: Out, at: number, gates: GateMachine, floors: Floors, buffer: Float64Array): void => {
  for (let k = 0; k < buffer.length; k++) {
    out.state[at + k] = gates.state[k]!
    out.eligible[at + k] = gates.state[k] === ON ? 1 : 0
  }
  copyFloats(out.buffer, buffer, at)
  copyFloats(out.minTrades, floors.minTrades, at)
  copyFloats(out.calmarMin, floors.calmarMin, at)
  copyFloats(out.pnlMinBps, floors.pnlMinBps, at)
  copyFloats(out.cooldownUntilMs, gates.cooldownUntilMs, at)
  copyCounts(out.passes, gates.passes, at)
  copyCounts(out.fails, gates.fails, at)
  copyCounts(out.misses, gates.misses, at)
}

/** Repeats the rows that `writeGates` wrote at `at` in all slices up to row `end`. */
export const repeatGates = (out: Out, at: number, count: number, end: number): void => {
  if (at + count >= end) return
  repeat(out.state, at, count, end)
  repeat(out.eligible, at, count, end)
  repeat(out.buffer, at, count, end)
  repeat(out.minTrades, at, count, end)
  repeat(out.calmarMin, at, count, end)
  repeat(out.pnlMinBps, at, count, end)
  repeat(out.cooldownUntilMs, at, count, end)
  repeat(out.passes, at, count, end)
  repeat(out.fails, at, count, end)
  repeat(out.misses, at, count, end)
}

// Two functions, so that each sees one kind of array only; for a handful of values a loop beats `set`.
const copyFloats = (rows: Float64Array, values: Float64Array, at: number): void => {
  for (let k = 0; k < values.length; k++) rows[at + k] = values[k]!
}
const copyCounts = (rows: Int32Array, values: Int32Array, at: number): void => {
  for (let k = 0; k < values.length; k++) rows[at + k] = values[k]!
}

/** Doubles the filled part until it reaches `end`. */
const repeat = (rows: Float64Array | Int32Array | Uint8Array, at: number, count: number, end: number): void => {
  for (let done = at + count; done < end; ) {
    const more = Math.min(done - at, end - done)
    rows.copyWithin(done, at, at + more)
    done += more
  }
}
