import { expect, test } from 'vitest'
import type { OrderRow } from '../../../sinks/execution/protocol-types.js'
import { createBench, entry } from '../../support/protocol-bench.js'

const none = Number.NaN
/** A bound at 1.1. */
test.each<[string, Partial<OrderRow>, boolean]>([
  ['a stop 25 pips away', {}, true],
  ['none: a graph of its own may order without', { stopDistance: none }, true],
  ['3 % away', { stopDistance: 0.033 }, true],
  ['as far as one candle ten times too high carries it', { approvedUnits: -1000, stopDistance: 1.071 }, false],
  ['at a price', { stopDistance: none, stopPrice: 0.9 }, false],
  ['on the wrong side', { stopDistance: none, stopPrice: 1.11 }, false],
  ['short', { approvedUnits: -1000, stopDistance: none, stopPrice: 1.11 }, true],
  ['no distance', { stopDistance: 0 }, false],
  ['a price below zero', { stopDistance: none, stopPrice: -5 }, false],
  ['not a number of this world', { stopDistance: Number.POSITIVE_INFINITY }, false],
  ['a take profit below zero', { takePrice: -0.1 }, false],
  ["a short's take profit below zero", { approvedUnits: -1000, takeDistance: 1.2 }, false],
  ["a long's take profit is never too high", { takeDistance: 1.2 }, true],
  ['no take profit distance', { takeDistance: 0 }, false],
])('the last gate looks at the brackets: %s', (_name, change, isSent) => {
  const bench = createBench()
  const effects = bench.orders({ ...entry(), ...change })
  if (isSent) expect(effects[1]).toBe('claim entry')
  else expect([effects, bench.state().decisions.size]).toEqual([['refused stop'], 0])
})
