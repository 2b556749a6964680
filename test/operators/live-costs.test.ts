/** Costs of a live account's fills: commission and depth with their own fill, spread and conversion with the close. */
import { expect, test } from 'vitest'
import { runOperator } from '../../graph/engine/testing/run-operator.js'
import { EXECUTION, REASON } from '../../model/codes.js'
import { schemas } from '../../model/columns.js'
import { createWorld } from '../../model/world.js'
import { liveBroker } from '../../operators/live-broker.js'
import { instrument } from '../support/toy.js'

const opened = { type: EXECUTION.opened, units: 1000, price: 1.1, reason: REASON.entry, spreadCost: 0.1 }
const closed = { type: EXECUTION.closed, units: -1000, price: 1.11, reason: REASON.slope, spreadCost: 0.1, amount: 9 }

/** One fill a slice. */
const costs = (
  rows: readonly Readonly<Record<string, number>>[],
  commission?: { perUnit: number; minimum: number },
): Record<string, number[]> => {
  const world = createWorld([{ ...instrument('EUR_USD'), ...(commission ? { commission } : {}) }], 'USD')
  const names = Object.keys(schemas.execution)
  const column = (name: string) =>
    rows.map((row) => row[name] ?? { instrument: 0, tradeId: 7, transactionId: 1, refused: 0 }[name] ?? Number.NaN)
  const { columns } = runOperator(liveBroker, { capital: 1000 }, world, {
    tsMs: rows.map((_, s) => (s + 1) * 60_000),
    columns: {
      execution: {
        ...Object.fromEntries(names.map((name) => [name, column(name)])),
        at: [0, ...rows.map((_, s) => s + 1)],
      },
      quote: { bid: rows.map(() => 1.1), ask: rows.map(() => 1.1002), homeRate: rows.map(() => 1) },
    },
  })
  const shown = ['fillGross', 'fillSpreadCost', 'fillConversionCost', 'fillDepthCost', 'fillCommission']
  return Object.fromEntries([...shown, 'fillMinimumCost', 'costs'].map((name) => [name, Array.from(columns[name]!)]))
}

test('each fill has its commission and depth; the close has both halves of the spread', () => {
  const seen = costs([
    { ...opened, commission: 0.7, depthCost: 0.02 },
    { ...closed, commission: 0.8, depthCost: 0.03, conversionCost: 0.04 },
  ])
  expect(seen['fillCommission']).toEqual([0.7, 0.8])
  expect(seen['fillDepthCost']).toEqual([0.02, 0.03])
  expect(seen['fillSpreadCost']).toEqual([0, 0.2])
  expect(seen['fillConversionCost']).toEqual([0, 0.04])
  // Before the costs of the fill; commission is booked apart from the profit of 9.
  expect(seen['fillGross']![0]).toBeCloseTo(0.02, 12)
  expect(seen['fillGross']![1]).toBeCloseTo(9 + 0.2 + 0.04 + 0.03, 12)
  expect(seen['costs']![0]).toBeCloseTo(0.72, 12)
  expect(seen['costs']![1]).toBeCloseTo(0.72 + 0.2 + 0.04 + 0.8 + 0.03, 12)
})

test.each([
  ['no plan is known', undefined, 0],
  ['the plan has no minimum', { perUnit: 0.0001, minimum: 0 }, 0],
  ['the minimum does not bind', { perUnit: 0.0007, minimum: 0.5 }, 0],
  ['the minimum binds: 0.7 for what would be 0.1', { perUnit: 0.0001, minimum: 0.7 }, 0.6],
])('what the minimum adds: %s', (_, plan, extra) =>
  expect(costs([{ ...opened, commission: 0.7 }], plan)['fillMinimumCost']![0]).toBeCloseTo(extra, 12),
)

test('a row without costs, as older streams have it, has none', () => {
  const seen = costs([opened, closed])
  expect([seen['fillDepthCost'], seen['fillCommission'], seen['costs']]).toEqual([
    [0, 0],
    [0, 0],
    [0, 0.2],
  ])
})
