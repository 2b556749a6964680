import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { SignalRows } from '../../../sinks/signal-columns.js'
import { pearson } from '../../../studies/statistics/relation/pearson.js'
import { spearman } from '../../../studies/statistics/relation/spearman.js'
import { forwardReturns } from '../../../studies/signal/forward-returns.js'
import { groupsOf } from '../../../studies/signal/groups.js'
import { quantilesOf } from '../../../studies/signal/quantiles.js'
import { signalPage } from '../../../studies/signal/signal-page.js'
import { signalSentence } from '../../../studies/signal/signal-sentence.js'
import { HORIZONS, studySignal } from '../../../studies/signal/study-signal.js'
import { madeRows } from './made-rows.js'

const MONTH = (30 * DAY_MS) / MINUTE_MS

describe('forward returns', () => {
  const at = (...minutes: number[]): Float64Array => Float64Array.from(minutes, (minute) => minute * MINUTE_MS)
  test.each([
    ['every minute there', at(0, 1, 2, 3), [1, 2, 4, 8], 1, [10_000, 10_000, 10_000, Number.NaN]],
    ['two minutes', at(0, 1, 2, 3), [1, 2, 4, 8], 2, [30_000, 30_000, Number.NaN, Number.NaN]],
    [
      'a hole: the last price before the horizon',
      at(0, 1, 5, 6),
      [1, 2, 4, 8],
      4,
      [10_000, 10_000, Number.NaN, Number.NaN],
    ],
    ['a weekend: nothing is known', at(0, 1, 3000), [1, 2, 4], 15, [Number.NaN, Number.NaN, Number.NaN]],
  ])('%s', (_name, tsMs, close, minutes, wanted) => {
    const found = forwardReturns(tsMs, Float64Array.from(close), minutes)
    // The last row has no successor: a price up to five minutes old stands for the horizon.
    found.forEach((value, i) => {
      if (!Number.isNaN(wanted[i]!)) expect(value, `row ${i}`).toBeCloseTo(wanted[i]!, 6)
    })
    expect(found.at(-1)).toBeNaN()
    if (_name.startsWith('a weekend')) expect([...found].every(Number.isNaN)).toBe(true)
  })
})

test('fifths of ranks; NaN has none', () => {
  expect([...quantilesOf(Float64Array.from([1, 2, 3, 4, 5, Number.NaN]), 5)]).toEqual([0, 1, 2, 3, 4, -1])
})

test('groups: sessions in local time, hours in UTC', () => {
  const [summer] = groupsOf(Float64Array.of(Date.UTC(2026, 6, 1, 13, 30)), 'EUR_USD')
  expect(summer).toEqual(['hour:13', 'pair:EUR_USD', 'month:2026-07', 'session:London', 'session:New York'])
  const [night] = groupsOf(Float64Array.of(Date.UTC(2026, 0, 15, 0, 30)), 'USD_JPY')
  expect(night).toEqual(['hour:00', 'pair:USD_JPY', 'month:2026-01', 'session:Tokyo', 'session:Sydney'])
})

describe('the study', () => {
  const rows = madeRows({ seed: 1, rows: MONTH, planted: 0.05 })
  const planted = studySignal([{ name: 'EUR_USD', rows }])
  const result = (name: string) => planted.signals.find((signal) => signal.name === name)!

  test('of one pair the coefficients are those of the textbook', () => {
    for (const [h, minutes] of HORIZONS.entries()) {
      const forward = forwardReturns(rows.tsMs, rows.close, minutes)
      const known = Array.from(forward, (_, i) => i).filter((i) => !Number.isNaN(forward[i]!))
      const [x, y] = [known.map((i) => rows.metrics.entropy[i]!), known.map((i) => forward[i]!)]
      expect(result('entropy').horizons[h]!.pearson).toBeCloseTo(pearson(x, y), 9)
      // Ranks are those among all minutes of the data; the last few have no return.
      expect(result('entropy').horizons[h]!.spearman).toBeCloseTo(spearman(x, y), 3)
    }
  })

  test('what is planted is found, at its horizon most, and in every hour, session and month', () => {
    const coefficients = result('entropy').horizons.map(({ spearman }) => spearman!)
    expect(Math.max(...coefficients)).toBe(coefficients[HORIZONS.indexOf(15)])
    expect(result('entropy').horizons[2]!.pHolm).toBeLessThan(0.001)
    const { by, quantiles } = result('entropy').horizons[2]!
    for (const group of Object.values(by)) for (const { spearman } of group) expect(spearman).toBeGreaterThan(0)
    expect(by.hour.length).toBe(24)
    expect(quantiles.reduce((sum, { n }) => sum + n, 0)).toBe(result('entropy').horizons[2]!.n)
    const means = quantiles.map(({ meanBps }) => meanBps!)
    expect([...means].sort((a, b) => a - b)).toEqual(means)
    expect(signalSentence(planted)).toMatch(/^A signal too small to trade: entropy at \d+ min moves \d\.\d\d bps/)
  })

  test('two pairs are standardised apart: one that is merely larger changes nothing', () => {
    const [one, other] = [3, 2].map((seed) => madeRows({ seed, rows: MONTH / 5, step: 5 })) as [SignalRows, SignalRows]
    const larger = { ...other, metrics: { ...other.metrics, tau1: other.metrics.tau1.map((x) => x + 100) } }
    const alone = [one, other].map(
      (own) => studySignal([{ name: 'X', rows: own }]).signals.find((s) => s.name === 'tau1')!,
    )
    const both = studySignal([
      { name: 'EUR_USD', rows: one },
      { name: 'USD_JPY', rows: larger },
    ]).signals.find(({ name }) => name === 'tau1')!
    const mean = (alone[0]!.horizons[1]!.spearman! + alone[1]!.horizons[1]!.spearman!) / 2
    expect(both.horizons[1]!.spearman).toBeCloseTo(mean, 9)
    expect(both.horizons[1]!.by.pair.map(({ name }) => name)).toEqual(['EUR_USD', 'USD_JPY'])
  })

  test('where nothing is planted nothing stands after correction in nearly all markets', () => {
    let standing = 0
    for (let seed = 1; seed <= 10; seed++) {
      const study = studySignal([{ name: 'EUR_USD', rows: madeRows({ seed: seed + 10, rows: MONTH / 5, step: 5 }) }])
      // Nothing is known of the next minute.
      expect(study.tests).toBe(152)
      if (!signalSentence(study).startsWith('No signal')) standing++
    }
    expect(standing).toBeLessThanOrEqual(1)
  })

  test('too few days are no test', () => {
    const study = studySignal([{ name: 'EUR_USD', rows: madeRows({ seed: 1, rows: 5000 }) }])
    expect(study.tests).toBe(0)
    expect(signalSentence(study)).toBe('Nothing can be tested: 4 days with metrics, at least 20 needed.')
  })

  test('a signal that stands still has no coefficient, a turnover of 0, and breaks nothing', () => {
    const still = { ...rows, metrics: { ...rows.metrics, lambda: rows.metrics.lambda.map(() => 3) } }
    const found = studySignal([{ name: 'EUR_USD', rows: still }]).signals.find(({ name }) => name === 'lambda')!
    expect(found.horizons[0]).toMatchObject({ pearson: null, spearman: null, pValue: null, pHolm: null })
    expect(found.turnover).toBe(0)
  })

  test('the page is offline and has a plot of every kind', () => {
    const facts = { sentence: signalSentence(planted), from: '2026-01-05T00:00', to: '2026-02-04T00:00', dataHash: 'a' }
    const page = signalPage({ ...planted, ...facts })
    expect(page).not.toMatch(/https?:|<script/)
    expect(page).toContain('A signal too small to trade')
    for (const caption of ['IC by horizon', 'by fifth', 'by hour', 'by session', 'by pair', 'by month'])
      expect(page).toContain(caption)
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
  })
})
