/** A flatten that closes trades that are not SEP's: by their ids, whole, once each, and only where it is asked for. */
import { expect, test } from 'vitest'
import { createBench, trade } from '../../support/protocol-bench.js'

const ALL = { type: 'orders', tsMs: 1e12, cause: 'control-1', rows: [], flatten: [0, 1] } as const
const FOREIGN = { ...ALL, foreign: true } as const
const trades = () => new Map([trade(5, 300, false), trade(6, -700, false, 'USD_JPY'), trade(7, 1000)])
const closes = (bench: ReturnType<typeof createBench>) =>
  bench.effects.flatMap((effect) =>
    effect.type === 'claim'
      ? [[effect.decision.leg, effect.decision.request.instrument, effect.decision.request.units]]
      : [],
  )

test('without it foreign trades are left alone', () => {
  const bench = createBench(trades())
  bench.on(ALL)
  expect(bench.state().decisions.size).toBe(0)
})

test("each is closed whole by its id, also in an instrument that this run does not have; own ones are the graph's business", () => {
  const bench = createBench(trades(), { killSwitch: true, paused: true })
  bench.on(FOREIGN)
  const made = [...bench.state().decisions.values()].map(({ leg, request }) => [leg, request.instrument, request.units])
  expect(made).toEqual([
    ['close:5', 'EUR_USD', 'ALL'],
    ['close:6', 'USD_JPY', 'ALL'],
  ])
  expect(closes(bench).length).toBeGreaterThan(0)
})

test('one whose close is in flight is not closed again; the same slice decides nothing twice', () => {
  const bench = createBench(trades())
  bench.on(FOREIGN)
  const before = [...bench.state().decisions.keys()]
  bench.on(FOREIGN)
  bench.on({ ...FOREIGN, cause: 'control-2' })
  expect([...bench.state().decisions.keys()]).toEqual(before)
})

test('a flatten of one pair closes none of the others', () => {
  const bench = createBench(trades())
  bench.on({ ...FOREIGN, flatten: [0] })
  const legs = [...bench.state().decisions.values()].map(({ request }) => request.instrument)
  expect(legs).not.toContain('EUR_USD')
})
