/** Shortfall and shadow evidence on real engine output, against what other sinks collect of the same run. */
import { expect, test } from 'vitest'
import { tradingDay } from '../../../../operators/calendar/new-york.js'
import { collectShadowEvidence } from '../../../../sinks/run/evidence/shadow-evidence.js'
import { collectShortfall } from '../../../../sinks/run/evidence/shortfall.js'
import { collectPrices } from '../../../../sinks/run/prices.js'
import { collectShadowTrades } from '../../../../sinks/run/shadow-trades.js'
import { collectTrades } from '../../../../sinks/run/trades.js'
import { columnsOf } from '../../../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../../../graph/engine/run/rx.js'
import { nodes } from '../../../../model/nodes.js'
import type { World } from '../../../../model/world.js'
import { randomMarket } from '../../../support/random-market.js'
import { runSep } from '../../../support/sep-run.js'

/** Feeds the sinks, in small frames. */
const collected = <S extends { readonly [name: string]: FrameSink }>(sinksOf: (world: World) => S): S => {
  let sinks: S | undefined
  runSep(randomMarket({ seed: 3, minutes: 1500 }), {
    cuts: [70, 1, 13],
    look: (frame, { world }) => {
      sinks ??= sinksOf(world)
      for (const sink of Object.values(sinks)) void sink.write(frame)
    },
  })
  return sinks!
}
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

test('the cost of fills with a decision is the spread, slippage and depth that the ledger books for them', () => {
  const { shortfall, trades } = collected((world) => ({
    shortfall: collectShortfall(world),
    trades: collectTrades(world, nodes.risk),
  }))
  const causes = [...trades.causes].filter(([name]) => name !== 'exit: stop' && name !== 'exit: take')
  const cells = shortfall.cells()
  expect(sum(cells.map(({ fills }) => fills))).toBe(sum(causes.map(([, { fills }]) => fills)))
  expect(cells.length).toBeGreaterThan(5)
  const booked = sum(causes.map(([, { spread, slippage, depth }]) => spread + slippage + depth))
  expect(sum(cells.map(({ cost }) => cost))).toBeCloseTo(booked, 4)
  // The market moves between a decision and its fill, so there is a drift, and it has both signs.
  expect(cells.some(({ drift }) => drift > 0) && cells.some(({ drift }) => drift < 0)).toBe(true)
})

test('days, moments and costs of the shadow are those of its trades, one by one', () => {
  const { evidence, trades } = collected((world) => ({
    evidence: collectShadowEvidence(world),
    trades: collectShadowTrades(world, nodes.shadow),
  }))
  const nets = trades.rows.map(({ netBps }) => netBps)
  const mean = sum(nets) / nets.length
  const deviation = Math.sqrt(sum(nets.map((net) => (net - mean) * (net - mean))) / (nets.length - 1))
  expect(nets.length).toBeGreaterThan(20)
  const moments = evidence.moments()
  expect(moments.trades).toBe(nets.length)
  expect([moments.mean, moments.sd]).toEqual([expect.closeTo(mean, 9), expect.closeTo(deviation, 9)])
  for (const [day, bps] of evidence.days)
    expect(bps).toBeCloseTo(
      sum(trades.rows.filter(({ exitMs }) => tradingDay(exitMs) === day).map(({ netBps }) => netBps)),
      9,
    )
  expect(sum([...evidence.days.values()])).toBeCloseTo(sum(nets), 9)
  const costs = evidence.costs()
  expect(sum(costs.map((cost) => cost.trades))).toBe(nets.length)
  expect(sum(costs.map(({ costBps }) => costBps))).toBeCloseTo(sum(trades.rows.map((t) => t.grossBps - t.netBps)), 9)
})

test('a thinned price line keeps the lowest, the highest and the last mid, in order, and is short', () => {
  const all = new Map<string, number[]>()
  const { prices } = collected((world) => ({
    prices: collectPrices(world, Number.NEGATIVE_INFINITY, 20),
    seen: {
      write: (frame) => {
        const { present } = columnsOf(frame, nodes.candle)
        const { bid, ask } = columnsOf(frame, nodes.quote)
        for (let i = 0; i < frame.slices * frame.count; i++) {
          const name = world.instruments[i % frame.count]!.name
          if (present[i]) all.set(name, [...(all.get(name) ?? []), (bid[i]! + ask[i]!) / 2])
        }
      },
    },
  }))
  for (const [name, mids] of all) {
    const { tsMs, mid } = prices.lines[name]!
    expect([Math.min(...mid), Math.max(...mid), mid.at(-1)]).toEqual([
      Math.min(...mids),
      Math.max(...mids),
      mids.at(-1),
    ])
    expect(mid.length).toBeLessThanOrEqual(43)
    expect(tsMs.every((ms, n) => n === 0 || ms > tsMs[n - 1]!)).toBe(true)
  }
})
