import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calibrateMarket, type PairCalibration } from '../../../app/backtest/calibrate.js'
import { sepProgram } from '../../../app/config/graph-program.js'
import { resolveSettings } from '../../../app/config/settings.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import { syntheticMarket } from '../../../sources/synthetic/market.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-calibrate-'))
afterAll(() => rmSync(folder, { recursive: true }))
// From Monday noon, five days: no weekend, four daily breaks.
const startMs = Date.UTC(2024, 2, 4, 12)
const series = syntheticMarket({ seed: 4, startMs, pairs: ['EUR_USD', 'NZD_USD'] }).next(4 * 1440)
const run = (set: readonly string[] = [], passRate = 0.5) =>
  calibrateMarket({
    data: [folder],
    program: sepProgram(resolveSettings({ set })),
    passRate,
    lenient: false,
    cache: null,
  })

describe('calibration of a market', () => {
  let found: readonly PairCalibration[]
  beforeAll(async () => {
    for (const one of series) writeSeries(folder, one)
    found = await run()
  })
  const ratesOf = (pair: PairCalibration) =>
    Object.fromEntries(pair.bounds.map((bound) => [bound.guard, bound.passRate]))

  test('every pair, without the 128 bits of warm-up', () => {
    expect(found.map(({ instrument, minutes }) => [instrument, minutes])).toEqual(
      series.map(({ instrument, tMs }) => [instrument, tMs.length - 128]),
    )
  })

  test('the spread guard passes as the candles imply', () => {
    const passing = ({ ac, bc }: CandleSeries) => {
      const bps = Array.from(ac, (ask, i) => ((ask - bc[i]!) / ((ask + bc[i]!) / 2)) * 1e4).slice(128)
      return bps.filter((value) => value <= 2.5).length / bps.length
    }
    expect(found.map((pair) => ratesOf(pair)['spread'])).toEqual(series.map(passing))
  })

  test('all guards together pass no more than the strictest of them', () => {
    for (const pair of found) {
      const { slope, ...guards } = ratesOf(pair)
      expect(slope).toBeGreaterThan(pair.directed)
      expect(pair.admitted).toBeLessThanOrEqual(Math.min(...Object.values(guards)))
    }
  })

  test('with the suggested bounds each guard passes the target share', async () => {
    const eur = (await run([], 0.7))[0]!
    const suggested = (guard: string) => eur.bounds.find((bound) => bound.guard === guard)!.suggested
    const set = [
      `guards.cMin=${suggested('coherence')}`,
      `guards.maxEntropy=${suggested('entropy')}`,
      `guards.maxSpread={"EUR_USD":${suggested('spread')}}`,
      `direction.thrBps=${suggested('slope')}`,
    ]
    const rates = ratesOf((await run(set))[0]!)
    // Metrics of 128 bits and spreads in points come in steps: many minutes share the value of the bound.
    for (const guard of ['coherence', 'entropy', 'spread', 'slope']) {
      expect(rates[guard]).toBeGreaterThan(0.695)
      expect(rates[guard]).toBeLessThan(0.8)
    }
  })

  test('the bound on coherence follows the coherence that decides', async () => {
    const [pair] = await run(['qfh.coherence=pattern'])
    expect(pair!.bounds[0]).toMatchObject({ metric: 'coherencePattern', bound: 0.42 })
  })
})
