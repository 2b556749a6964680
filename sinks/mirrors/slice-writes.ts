/** Everything that one live slice writes for other programs, in one batch. */
import type { Write } from '../../store/store.js'
import { allocationWrites, type AllocatorRule } from './allocation.js'
import { type BudgetRule, budgetWrites } from './budget.js'
import { candleDocument, candleWrites } from './candle.js'
import { beginsHour, type GateContext, gateWrites, rollingHistory } from './gates.js'
import { lastManifold, manifoldWrites } from './last-manifold.js'
import { signalDocument, signalTrim, signalWrites } from './signal.js'
import { mirrored, type SliceView } from './slice-view.js'

/** What the mirrors need to know about the run besides its slices. */
export interface MirrorContext extends GateContext {
  /** Decimals of the signature. */
  readonly decimals: number
  readonly allocator: AllocatorRule
  readonly budget: BudgetRule
}

/** `lastMs`: time of the previous slice, NaN if unknown. */
export const sliceWrites = (view: SliceView, lastMs: number, context: MirrorContext): Write[] => {
  const { world, decimals } = context
  const { tsMs } = view
  const { candle: candles, qfh, session, gates } = mirrored
  const perCandle = ({ name }: { readonly name: string }, k: number): Write[] => {
    const candle = view.has(candles) ? candleDocument(view, k) : null
    const complete = view.has(candles) && view.has(qfh) && world.traded[k] === 1
    const signal = complete ? signalDocument(view, k, decimals) : null
    const last = complete && view.has(session) && view.has(gates) ? lastManifold(view, k, name, decimals) : null
    return [
      ...(candle ? candleWrites(name, 'M1', [candle], tsMs) : []),
      ...(signal ? [...signalWrites(name, signal, tsMs), signalTrim(name, tsMs)] : []),
      ...(last ? manifoldWrites(last) : []),
    ]
  }
  return [
    ...world.instruments.flatMap(perCandle),
    ...stateWrites(view, context),
    ...(view.has(gates) && beginsHour(lastMs, tsMs) ? rollingHistory(view, context) : []),
  ]
}

/** Keys that hold the current state: gates, weights, budget. Only those whose nodes run in this process. */
export const stateWrites = (view: SliceView, context: MirrorContext): Write[] => {
  const { world, allocator, budget } = context
  return [
    ...(view.has(mirrored.gates) ? gateWrites(view, context) : []),
    ...(view.has(mirrored.allocate) ? allocationWrites(view, world, allocator) : []),
    ...(view.has(mirrored.size) && view.has(mirrored.broker) ? budgetWrites(view, world, budget) : []),
  ]
}
