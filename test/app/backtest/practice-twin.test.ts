/** The practice twin of a run equals a run of its own with practice's settings. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordRun, type RunRecord } from '../../../app/backtest/run-recorder.js'
import { sepProgram } from '../../../app/config/graph-program.js'
import type { Settings } from '../../../app/config/settings.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { REPLAY_CONTROL } from '../../../sources/slicer.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { eager, runSep } from '../../support/sep-run.js'
import { PLAIN_MARKET } from './plain-market.js'

/** Gates that open after the first trades of the shadow and stay so for a while. */
const OPEN_GATES = [
  ...['gates.windowDays=2', 'gates.warmDays=1', 'gates.warmTrades=2', 'gates.minTrades=1', 'gates.countEveryMin=1'],
  ...['gates.calmarMin=-10', 'gates.calmarCap=-9', 'gates.pnlMinBps=-20', 'allocate.topK=2'],
]

/** `--from` is so many minutes after the start. */
const runOf = (series: readonly CandleSeries[], settings: Settings, warmMinutes: number) => {
  const tradeFromMs = MARKET_START_MS + warmMinutes * MINUTE_MS
  const fillTrades = settings.run.fillTrades === false ? 0 : 1
  let record: RunRecord | undefined
  runSep(series, {
    settings,
    control: (tsMs) => ({ ...REPLAY_CONTROL, fillTrades, paused: tsMs <= tradeFromMs ? 1 : 0 }),
    look: (frame, compiled) => {
      record ??= recordRun({
        compiled,
        market: PLAIN_MARKET,
        home: 'USD',
        program: sepProgram(settings),
        versions: {},
        verify: false,
        tradeFromMs,
      })
      for (const sink of record.sinks) void sink.write(frame)
    },
  })
  return record!.finish().summary
}
const figures = ({ trades, openTrades, gross, costs, net, nav, drawdownPct }: ReturnType<typeof runOf>) => ({
  ...{ trades, openTrades, gross, costs, net, nav, drawdownPct },
})

test('whatever the market: the same trades, money and drawdown as a run without filled places whose limit kills', () => {
  const seen = { twins: 0, none: 0, fewer: 0, stopped: 0 }
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 300, max: 900 }),
      fc.constantFrom(0, 0, 90),
      fc.constantFrom('risk.maxDrawdownPct=0.05', 'risk.maxDrawdownPct=10'),
      fc.constantFrom('strategy.pulseEnabled=0', 'strategy.pulseEnabled=1'),
      (seed, minutes, warmMinutes, limit, pulse) => {
        const series = randomMarket({ seed, minutes, missingPerMille: 30 })
        const sets = [...OPEN_GATES, limit, pulse]
        const own = runOf(series, eager(...sets), warmMinutes)
        const twin = own.practice!
        const real = runOf(series, eager(...sets, 'run.fillTrades=false', 'risk.drawdownAction=kill'), warmMinutes)
        expect(figures({ ...own, ...twin })).toEqual(figures(real))
        expect(figures({ ...real, ...real.practice! })).toEqual(figures(real))
        if (twin.trades + twin.openTrades === 0) seen.none++
        else seen.twins++
        if (twin.trades < own.trades) seen.fewer++
        if (twin.stoppedMs !== null) seen.stopped++
      },
    ),
    { numRuns: 14 },
  )
  expect(seen.twins).toBeGreaterThan(2)
  expect(seen.fewer).toBeGreaterThan(2)
  expect(seen.stopped).toBeGreaterThan(0)
})

test('filled places that are allowed in practice as well leave the drawdown limit as the only difference', () => {
  const sets = ['run.fillTrades=true', 'risk.maxDrawdownPct=0.05']
  const series = randomMarket({ seed: 3, minutes: 700 })
  const own = runOf(series, eager(...sets), 0)
  const real = runOf(series, eager(...sets, 'risk.drawdownAction=kill'), 0)
  expect(own.practice!.trades).toBeGreaterThan(0)
  expect(own.practice!.trades).toBeLessThan(own.trades)
  expect(figures({ ...own, ...own.practice! })).toEqual(figures(real))
  expect(own.statements[0]).toMatch(
    /^In practice \d+ trades would have been made, not \d+: the drawdown limit of 0\.05 % stops all increases from \S+ \S+ UTC\.$/,
  )
  expect(real.statements.join()).not.toMatch(/practice/)
})

test('gates that never open earn no place', () => {
  const { practice, statements, trades } = runOf(randomMarket({ seed: 3, minutes: 500 }), eager(), 0)
  expect(trades).toBeGreaterThan(0)
  expect(practice).toMatchObject({ trades: 0, openTrades: 0, net: 0, nav: 100_000, earned: false, stoppedMs: null })
  expect(statements[0]).toMatch(/^0 of \d+ trades would have been made in practice: no instrument earned a place\.$/)
})
