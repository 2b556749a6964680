/** What a rolling gate is judged by, in words, and how far it is from a change. */
import type { z } from 'zod'
import type { gateSchema } from '../../../api/contract/trading.js'

export type GateView = z.output<typeof gateSchema>

/** Passes in a row while it is off, fails in a row while it is on: the step that changes it. */
export interface GateBand {
  readonly text: string
  /** Steps done and needed; null where the gate has no hysteresis that is known. */
  readonly done: number | null
  readonly needed: number | null
}
export const gateBand = (gate: GateView): GateBand => {
  if (gate.state === 'on') return band(gate.fails, gate.offAfter, 'fails', 'off')
  return band(gate.passes, gate.onAfter, 'passes', 'on')
}
const band = (done: number, needed: number | null, what: string, next: string): GateBand =>
  needed === null
    ? { text: `${done} ${what} in a row`, done: null, needed: null }
    : { text: `${done} of ${needed} ${what} in a row, then ${next}`, done: Math.min(done, needed), needed }

export interface GateTest {
  readonly name: string
  readonly value: number | null
  readonly floor: number | null
  /** Null = not known. */
  readonly passes: boolean | null
}
export const gateTests = (gate: GateView): readonly [GateTest, GateTest, GateTest] => [
  gateTest('trades', gate.trades, gate.minTrades),
  gateTest('result, bps', gate.pnlBps, gate.pnlFloorBps),
  gateTest('Calmar', gate.calmar, gate.calmarFloor),
]
const gateTest = (name: string, value: number | null, floor: number | null): GateTest => ({
  name,
  value,
  floor,
  passes: value === null || floor === null ? null : value >= floor,
})

/** On first, then by score; what has no score last; equals by name. */
export const gateOrder = (gates: readonly GateView[]): readonly GateView[] =>
  [...gates].sort(
    (a, b) =>
      Number(b.state === 'on') - Number(a.state === 'on') ||
      (b.score ?? Number.NEGATIVE_INFINITY) - (a.score ?? Number.NEGATIVE_INFINITY) ||
      (a.instrument < b.instrument ? -1 : 1),
  )
