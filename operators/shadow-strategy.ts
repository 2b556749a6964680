/** The strategy on every instrument, always on, with unit notional: the evidence by which instruments earn their places. */
import type { Time } from '../graph/engine/define/operator.js'
import { schemas } from '../model/columns.js'
import { REASON } from '../model/codes.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { clearFlat, writeClosed } from './strategy/closed-columns.js'
import { markWhileQuiet } from './strategy/quiet-hold.js'
import { shadowConfig } from './strategy/shadow-config.js'
import { createUnitRun, saveUnitRun, stepUnit, takeQuotes, type UnitRun, unitPorts } from './strategy/unit-run.js'

interface ShadowState {
  readonly run: UnitRun
}

/**
 * Per slice: fills of the previous slice's decisions, brackets, mark, decision. Without a candle the position waits and is marked
 * at the held quote.
 * Flat: entryPrice and entryTsMs NaN, openBps 0. At most one trade closes per slice; closedSide is 0, what else is known of a closed
 * trade NaN, if none does.
 * comparedBps: without the costs of size (depth, minimum commission), for the comparison with an account of another size.
 */
export const shadowStrategy = instrumentOperator({
  kind: 'shadow@3',
  doc: "The strategy with unit notional on every instrument: weight 1, no limit on places, fills and brackets by the exchange's rules.",
  in: unitPorts,
  out: schemas.shadow,
  config: shadowConfig,
  init: (c, world, saved): ShadowState => ({ run: createUnitRun(c, world, saved) }),
  save: ({ run }) => saveUnitRun(run),
  step: ({ run }, time, input, out, from, to) => {
    const { count, traded } = run
    takeQuotes(run, input)
    clearFlat(out, from * count, to * count)
    for (let k = 0; k < count; k++) if (traded[k] !== 0) stepInstrument(run, time, input, out, k, from, to)
  },
})

type In = Parameters<typeof shadowStrategy.step>[2]
type Out = Parameters<typeof shadowStrategy.step>[3]

/**
 * Slices of one instrument over cleared rows. Flat, without an order in flight and without an entry that the market allows, there is
 * nothing to fill, mark or decide, and the machine saw it flat in the slice before: such rows are passed over.
 */
const stepInstrument = (run: UnitRun, time: Time, input: In, out: Out, k: number, from: number, to: number): void => {
  const { count, machine, positions: p, seen } = run
  const { direction } = input.dir
  const { pass } = input.guard
  for (let s = from, i = from * count + k; s < to; s++, i += count) {
    if (p.side[k] === 0 && p.orderSide[k] === 0) {
      while (s < to && (direction[i] === 0 || pass[i] !== 1)) {
        s++
        i += count
      }
      if (s >= to) return
    } else if (p.side[k] !== 0 && machine.side[k] === p.side[k] && Number.isNaN(p.exitTsMs[k]!)) {
      const next = markWhileQuiet(p, machine.rules, k, input, out, i, to * count, count)
      s += (next - i) / count
      i = next
      if (s >= to) return
    }
    stepUnit(run, time, input, s, i, k)
    if (seen.side !== 0) {
      out.side[i] = seen.side
      out.entryPrice[i] = p.entryPrice[k]!
      out.entryTsMs[i] = p.entryTsMs[k]!
      out.openBps[i] = ((seen.side * (seen.closingPrice - seen.entryPrice)) / seen.entryPrice) * 1e4 - p.paidBps[k]!
    }
    if (seen.exitFill === REASON.none) continue
    out.closed[i] = 1
    out.exitReason[i] = seen.exitFill
    writeClosed(out, i, p.closed)
  }
}
