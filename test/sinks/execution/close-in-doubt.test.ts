/** After a restart several closes of one trade may be in doubt: an order is of the newest that was decided before it. */
import { expect, test } from 'vitest'
import type { Decision } from '../../../sinks/execution/protocol-types.js'
import { closeOrder, createBench, reduce, trade } from '../../support/protocol-bench.js'

const madeBy = createBench(new Map([trade(5, 1000)]))
madeBy.orders(reduce(-400))
const MADE = [...madeBy.state().decisions.values()][0]!
const T1 = 1e12
const T2 = T1 + 60_000

const inDoubt = (id: string, tsMs: number): [string, Decision] => [
  id,
  { ...MADE, id, tsMs, status: 'unknown', request: { ...MADE.request, decisionId: id } },
]

test.each<readonly [what: string, orderMs: number, id: string]>([
  ['between the two decisions is of the first', T1 + 1000, 'first'],
  ['after both is of the second: the first had ended, and its outcome was lost', T2 + 1000, 'second'],
  ['before both, by a clock that is off, is of the first', T1 - 5000, 'first'],
])('an order %s', (_what, orderMs, id) => {
  const decisions = new Map([inDoubt('first', T1), inDoubt('second', T2)])
  const bench = createBench(new Map([trade(5, 1000)]), { decisions })
  bench.on({ type: 'transaction', transaction: { ...closeOrder(11, 5, '400'), tsMs: orderMs } })
  const ordered = [...bench.state().decisions.values()].filter(({ orderId }) => orderId === 11)
  expect(ordered.map((decision) => decision.id)).toEqual([id])
})
