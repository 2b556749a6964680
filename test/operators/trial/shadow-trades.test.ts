/** The trades of a sweep's shadow are those of the shadow, whatever the market and the settings; its operators keep the laws. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GraphNode } from '../../../graph/engine/define/define.js'
import type { AnyOperator } from '../../../graph/engine/define/operator.js'
import { recordPorts } from '../../../graph/engine/testing/record-ports.js'
import { testOperator } from '../../../graph/engine/testing/test-operator.js'
import { sep } from '../../../graph/sep.js'
import { HOUR_MS } from '../../../lib/time-units.js'
import type { World } from '../../../model/world.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { eager } from '../../support/sep-run.js'
import { bothTrades, names, play, trialGraph, world } from './both-shadows.js'

/** Settings that reach every rule: cooldowns, exits and brackets on and off, costs, delays. */
const settingsOf = fc
  .record({
    entryCdSec: fc.constantFrom(0, 60, 300, 900),
    exitCdSec: fc.constantFrom(0, 60, 600),
    exitPnl: fc.boolean(),
    exitPnlTpPct: fc.constantFrom(0.02, 0.1, 0.5),
    exitPnlSlPct: fc.constantFrom(0.02, 0.1, 1.25),
    exitSlope: fc.boolean(),
    exitSlopeBps: fc.constantFrom(0, 1, 3),
    stopLoss: fc.boolean(),
    takeProfit: fc.boolean(),
    stopAtrK: fc.constantFrom(0.5, 1.8, 10),
    fillDelayMs: fc.constantFrom(0, 2000),
    orderMaxAgeSec: fc.constantFrom(0, 60, 120),
    depth: fc.constantFrom('off', 'pairs'),
    thrBps: fc.constantFrom(0.2, 1, 3),
  })
  .map(({ stopLoss, takeProfit, stopAtrK, fillDelayMs, orderMaxAgeSec, depth, thrBps, ...rules }) => [
    ...Object.entries(rules).map(([name, value]) => `strategy.${name}=${value}`),
    ...Object.entries({ stopLoss, takeProfit, stopAtrK }).map(([name, value]) => `orders.${name}=${value}`),
    ...[`broker.fillDelayMs=${fillDelayMs}`, `broker.orderMaxAgeSec=${orderMaxAgeSec}`, `direction.thrBps=${thrBps}`],
    ...(depth === 'off' ? ['broker.depth=off'] : []),
  ])

describe('trades of a sweep', () => {
  test('are those of the shadow', () => {
    const found = { trades: 0, reasons: new Set<string>() }
    fc.assert(
      fc.property(
        fc.record({
          set: settingsOf,
          seed: fc.integer({ min: 1, max: 1000 }),
          missingPerMille: fc.constantFrom(0, 30, 400),
          capacity: fc.constantFrom(1, 5, 64, 341),
          // Over the week's end, at which positions are left, and far from it.
          startMs: fc.constantFrom(MARKET_START_MS, MARKET_START_MS + 82 * HOUR_MS),
        }),
        ({ set, seed, missingPerMille, capacity, startMs }) => {
          const series = randomMarket({ seed, minutes: 400, names, missingPerMille, startMs })
          const [slow = [], quick = []] = bothTrades(eager(...set), series, capacity)
          expect(quick).toEqual(slow)
          found.trades += slow.length
          for (const { reason } of slow) found.reasons.add(reason)
        },
      ),
      { numRuns: 30, seed: 7 },
    )
    expect(found.trades).toBeGreaterThan(200)
    for (const reason of ['stop', 'take', 'slope', 'session', 'pnl_tp', 'pnl_sl'])
      expect([...found.reasons]).toContain(reason)
  })

  const settings = eager()
  const graph = trialGraph(sep(settings), settings)
  const series = randomMarket({ seed: 3, minutes: 420, names, missingPerMille: 30 })
  test.each([
    ['ranges', 'bidLow'],
    ['slopes', 'slopeLow'],
    ['wishes', 'wished'],
    ['shadow', 'tradeBps'],
  ])('%s keeps the laws of operators', (id, busy) => {
    const ports = recordPorts(graph, id)
    play(graph, settings, series, 100, ports)
    const { operator, config } = graph.nodes.find((node) => node.id === id) as GraphNode<World> & {
      operator: AnyOperator<World>
    }
    const { distinct } = testOperator(operator, config, { rows: world, input: ports.table(), seed: 1, runs: 4 })
    expect(distinct[busy]).toBeGreaterThan(1)
  })
})
