/** Positions from trades as they close are those of all trades at once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodes } from '../../../model/nodes.js'
import type { TradeRow } from '../../../sinks/run/trade-row.js'
import { collectTrades, type TradeCollector } from '../../../sinks/run/trades.js'
import { type Position, positionsOf } from '../../../studies/report/positions.js'
import { positionStream } from '../../../app/backtest/position-stream.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { randomMarket } from '../../support/random-market.js'
import { EAGER, runSep } from '../../support/sep-run.js'

test.each([
  ['as configured', []],
  ['adds and much slippage', ['broker.slippageBps=2', 'broker.fillDelayMs=41000', 'strategy.entryCdSec=0']],
  ['a delay of nothing', ['broker.fillDelayMs=0', 'strategy.exitPnlTpPct=0.02', 'strategy.exitPnlSlPct=0.02']],
])('of the engine, %s', (_, set) => {
  let positions = 0
  let ramps = 0
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const closed: TradeRow[] = []
      const streamed: Position[] = []
      const stream = positionStream((position) => streamed.push(position))
      const made: { collector?: TradeCollector } = {}
      runSep(randomMarket({ seed, minutes: 700 }), {
        settings: resolveSettings({ set: [...EAGER, ...set] }),
        look: (frame, { world }) => {
          made.collector ??= collectTrades(world, nodes.risk, (trade, isFlat) => {
            closed.push(trade)
            stream.take(trade, isFlat)
          })
          void made.collector.write(frame)
        },
      })
      const open = made.collector!.open()
      stream.finish(open)
      const all = positionsOf([...closed, ...open])
      // Emitted by instrument in order of entry; the instruments may come in turns.
      expect(
        streamed.toSorted((a, b) => (a.instrument < b.instrument ? -1 : a.instrument > b.instrument ? 1 : 0)),
      ).toEqual(all)
      positions += all.length
      ramps += all.filter(({ trades }) => trades > 1).length
    }),
    { numRuns: 6 },
  )
  expect(positions).toBeGreaterThan(30)
  expect(ramps).toBeGreaterThan(0)
})
