/** `--from`: what only warms up is in no figure of the run. */
import { expect, test } from 'vitest'
import { recordRun, type RunRecord } from '../../../app/backtest/run-recorder.js'
import { sepProgram } from '../../../app/config/graph-program.js'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { nodes } from '../../../model/nodes.js'
import { REPLAY_CONTROL } from '../../../sources/slicer.js'
import { PLAIN_MARKET } from './plain-market.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { eager, runSep, runTexts } from '../../support/sep-run.js'

const MINUTES = 900
const settings = eager()
const series = randomMarket({ seed: 3, minutes: MINUTES })
/** Cut into small frames, so that the start lies within one. */
const runFrom = (warmMinutes: number) => {
  const tradeFromMs = MARKET_START_MS + warmMinutes * MINUTE_MS
  let record: RunRecord | undefined
  let wished = 0
  runSep(series, {
    settings,
    cuts: [70],
    control: (tsMs) => ({ ...REPLAY_CONTROL, paused: tsMs <= tradeFromMs ? 1 : 0 }),
    look: (frame, compiled) => {
      record ??= recordRun({
        ...{ compiled, market: PLAIN_MARKET, home: 'USD', versions: {}, verify: false, tradeFromMs },
        program: sepProgram(settings),
      })
      for (const sink of record.sinks) void sink.write(frame)
      const { enter } = columnsOf(frame, nodes.strategy)
      for (let i = 0; i < frame.slices * frame.count; i++)
        if (enter[i] === 1 && frame.time.tsMs[Math.floor(i / frame.count)]! > tradeFromMs) wished++
    },
  })
  const { summary, files } = record!.finish()
  const written = runTexts(files())
  return {
    summary,
    wished,
    run: JSON.parse(written['run.json']) as { summary: typeof summary },
    guards: JSON.parse(written['guards.json']) as {
      pairs: Record<
        string,
        { candles: number; warm: number; wished: number; gateMinutes: Record<string, number> } & Record<
          'shadowTrades' | 'shadowBps',
          number
        >
      >
      refused: Record<string, number>
    },
    equity: written['equity.csv'].trim().split('\n').slice(1),
    shadow: written['shadow.csv'].trim().split('\n').slice(1),
    html: written['report.html'],
  }
}

test('span, candles, funnel, refusals, equity and minutes in the market begin with the first slice that could trade', () => {
  const { summary, wished, run, guards, equity, html } = runFrom(400)
  const first = MARKET_START_MS + 401 * MINUTE_MS
  expect([summary.fromMs, summary.slices, summary.candles]).toEqual([first, MINUTES - 400, 3 * (MINUTES - 400)])
  expect(summary.warmup).toEqual({ fromMs: MARKET_START_MS + MINUTE_MS, slices: 400, candles: 1200 })
  expect(run.summary).toMatchObject({ fromMs: first, warmup: summary.warmup })
  expect(summary.trades).toBeGreaterThan(3)
  for (const pair of Object.values(guards.pairs)) {
    expect([pair.candles, pair.warm]).toEqual([MINUTES - 400, MINUTES - 400])
    expect(Object.values(pair.gateMinutes).reduce((a, b) => a + b, 0)).toBe(MINUTES - 400)
  }
  expect(Object.values(guards.pairs).reduce((total, pair) => total + pair.wished, 0)).toBe(wished)
  expect(guards.refused).not.toHaveProperty('paused')
  expect(Number(equity[0]!.split(',')[0])).toBe(first)
  expect(html).toContain('Warm-up before it')
})

test('a shadow trade counts by the slice of its exit: in shadow.csv, funnel and summary alike', () => {
  const [whole, late] = [runFrom(0), runFrom(400)]
  const exitOf = (line: string) => Number(line.split(',')[4])
  const first = MARKET_START_MS + 400 * MINUTE_MS
  expect(late.shadow.map(exitOf).every((exitMs) => exitMs > first && exitMs % MINUTE_MS === 0)).toBe(true)
  expect(late.shadow).toEqual(whole.shadow.filter((line) => exitOf(line) > first))
  expect(late.shadow.length).toBeLessThan(whole.shadow.length)
  for (const { shadow, guards, summary } of [whole, late]) {
    expect(shadow.length).toBeGreaterThan(20)
    expect(summary.shadowTrades).toBe(shadow.length)
    for (const [name, pair] of Object.entries(guards.pairs)) {
      const own = shadow.filter((line) => line.startsWith(`${name},`))
      expect(own.length).toBe(pair.shadowTrades)
      expect(own.reduce((sum, line) => sum + Number(line.split(',')[6]), 0)).toBeCloseTo(pair.shadowBps, 3)
    }
  }
})

test('the share of minutes in the market does not shrink with the length of the warm-up', () => {
  // The same trades in the same 500 minutes: only the paused minutes before them could tell the runs apart.
  const { summary } = runFrom(400)
  const held = summary.exposure.inMarket * (MINUTES - 400)
  expect(Math.abs(held - Math.round(held))).toBeLessThan(1e-9)
  expect(held).toBeGreaterThan(10)
})

test('a run without warm-up has none', () => {
  const { summary, html } = runFrom(0)
  expect([summary.warmup, summary.slices]).toEqual([null, MINUTES])
  expect(html).not.toContain('Warm-up before it')
})
