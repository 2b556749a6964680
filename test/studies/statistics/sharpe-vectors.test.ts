/** Sharpe ratios and their corrections against the numbers printed in the papers. */
import { expect, test } from 'vitest'
import { bootstrapSharpes } from '../../../studies/statistics/resample/bootstrap-sharpes.js'
import { bootstrapIntervals } from '../../../studies/statistics/resample/intervals.js'
import { optimalBlockLength } from '../../../studies/statistics/resample/optimal-block-length.js'
import { stationaryResamples } from '../../../studies/statistics/resample/stationary-resamples.js'
import { moments } from '../../../studies/statistics/sample/moments.js'
import {
  autocorrelatedMinTrackRecord,
  autocorrelatedPsr,
  autocorrelatedSharpeVariance,
} from '../../../studies/statistics/sharpe/autocorrelated-sharpe.js'
import { deflatedSharpe } from '../../../studies/statistics/sharpe/deflated-sharpe.js'
import { deflatedSharpe2026 } from '../../../studies/statistics/sharpe/deflated-sharpe-2026.js'
import { expectedMax } from '../../../studies/statistics/sharpe/expected-max.js'
import { maxOfNormals } from '../../../studies/statistics/sharpe/max-of-normals.js'
import { minTrackRecord } from '../../../studies/statistics/sharpe/min-track-record.js'
import { probabilisticSharpe } from '../../../studies/statistics/sharpe/probabilistic-sharpe.js'
import { sharpe } from '../../../studies/statistics/sharpe/sharpe.js'
import { sharpeDifference } from '../../../studies/statistics/relation/sharpe-difference.js'
import { portablePanel, portableSeries, PUBLISHED } from '../../reference/statistics-vectors.js'

const { psr2012, dsr2014, sharpe2026 } = PUBLISHED.published
const SHAPE = { n: 24, skewness: -2.448, kurtosis: 10.164 }
const NORMAL = { n: 24, skewness: 0, kurtosis: 3 }

test.each(dsr2014.cases as { SR0?: number; DSR: number; K: number; skew: number; kurt: number }[])(
  'deflated Sharpe 2014, $K trials',
  ({ K, skew, kurt, SR0, DSR }) => {
    const search = { trials: K, trialVariance: 0.5 / 250 }
    const shape = { n: 1250, skewness: skew, kurtosis: kurt }
    expect(deflatedSharpe(2.5 / Math.sqrt(250), shape, search)).toBeCloseTo(DSR, 12)
    if (SR0 !== undefined) expect(expectedMax(K, 0.5 / 250)).toBeCloseTo(SR0, 13)
  },
)

test('probabilistic Sharpe 2012', () => {
  expect(probabilisticSharpe(0.458, NORMAL)).toBeCloseTo(psr2012.normal, 12)
  expect(probabilisticSharpe(0.458, SHAPE)).toBeCloseTo(psr2012.nonNormal, 12)
  const [normal, own] = psr2012['with SR 0.036/0.079']
  expect(probabilisticSharpe(0.036 / 0.079, NORMAL)).toBeCloseTo(normal, 12)
  expect(probabilisticSharpe(0.036 / 0.079, SHAPE)).toBeCloseTo(own, 12)
})

test('minimum track record 2012, in years', () => {
  const published = psr2012['minTRL years, annual SR 2 against 1, alpha 0.05']
  const years = (periods: number, shape: typeof NORMAL): number =>
    minTrackRecord(2 / Math.sqrt(periods), shape, 1 / Math.sqrt(periods)) / periods
  expect(years(252, NORMAL)).toBeCloseTo(published['daily(252), normal'], 9)
  expect(years(52, NORMAL)).toBeCloseTo(published['weekly(52), normal'], 9)
  expect(years(12, NORMAL)).toBeCloseTo(published['monthly, normal'], 9)
  expect(years(12, { n: 24, skewness: -0.72, kurtosis: 5.78 })).toBeCloseTo(
    published['monthly, skew -0.72 kurt 5.78'],
    9,
  )
})

test.each([
  ['rho 0', 0],
  ['rho 0.2', 0.2],
] as const)('with autocorrelation 2026, %s', (name, rho) => {
  const published = sharpe2026[name]
  const ratio = 0.036 / 0.079
  const shape = { ...SHAPE, rho }
  expect(Math.sqrt(autocorrelatedSharpeVariance(ratio, shape))).toBeCloseTo(published['sd at SR'], 12)
  expect(autocorrelatedPsr(ratio, shape)).toBeCloseTo(published['PSR(0)'], 12)
  expect(autocorrelatedPsr(ratio, shape, 0.1)).toBeCloseTo(published['PSR(0.1)'], 12)
  expect(autocorrelatedMinTrackRecord(ratio, shape)).toBeCloseTo(published['MinTRL(0)'], 8)
  expect(autocorrelatedMinTrackRecord(ratio, shape, 0.1)).toBeCloseTo(published['MinTRL(0.1)'], 8)
})

test('independent normal returns 2026', () => {
  const variance = autocorrelatedSharpeVariance(0.036 / 0.079, { ...NORMAL, rho: 0 })
  expect(Math.sqrt(variance)).toBeCloseTo(sharpe2026['rho 0']['sd iid normal'], 12)
})

test('deflated Sharpe 2026: as printed, and as the authors compute it', () => {
  const published = sharpe2026['DSR K 10, V 0.1']
  const ratio = 0.036 / 0.079
  const search = { trials: 10, trialVariance: 0.1 }
  const benchmark = expectedMax(10, 0.1)
  expect(benchmark).toBeCloseTo(published.SR0, 12)
  expect(Math.sqrt(0.1) * maxOfNormals(10).sd).toBeCloseTo(published['sd of maximum (eq. 30)'], 12)
  expect(deflatedSharpe2026(ratio, search)).toBeCloseTo(published.DSR, 10)
  for (const [name, value] of Object.entries(published["the authors' program instead"]) as [string, number][]) {
    const rho = name === 'rho 0' ? 0 : 0.2
    const sd = Math.sqrt(autocorrelatedSharpeVariance(benchmark, { ...SHAPE, rho }))
    expect(deflatedSharpe2026(ratio, search, sd), name).toBeCloseTo(value, 10)
  }
})

test('the maximum of N standard normals', () => {
  // The published digits are right to 4e-9: 0.464448500873363 for 50 and 0.429423815811170 for 100 at 30 digits.
  for (const [trials, sd] of Object.entries(sharpe2026['sd of the maximum of K standard normals']))
    expect(maxOfNormals(Number(trials)).sd).toBeCloseTo(sd as number, 8)
  expect(maxOfNormals(50).sd).toBeCloseTo(0.464_448_500_873_363, 13)
  for (const [trials, mean] of Object.entries(sharpe2026['mean of the maximum, exact']))
    expect(maxOfNormals(Number(trials)).mean.toFixed(4)).toBe((mean as number).toFixed(4))
  for (const [trials, mean] of Object.entries(sharpe2026['approximation of the formula']))
    expect(expectedMax(Number(trials)).toFixed(4)).toBe((mean as number).toFixed(4))
})

test('Sharpe ratios of the portable panel; PSR and DSR of its best column', () => {
  const { panel } = PUBLISHED.generated
  const shapes = portablePanel().map((column) => moments(column))
  const ratios = shapes.map(sharpe)
  ratios.forEach((ratio, k) => expect(ratio).toBeCloseTo(panel.sharpe[k], 12))
  const published = panel['PSR/DSR of column 5']
  const best = shapes[5]!
  expect(best.skewness).toBeCloseTo(published['skew (biased m3/m2^1.5)'], 10)
  expect(best.kurtosis).toBeCloseTo(published['kurtosis (biased m4/m2^2)'], 10)
  expect(probabilisticSharpe(ratios[5]!, best)).toBeCloseTo(published['PSR(0)'], 10)
  const { sd } = moments(ratios)
  expect(sd * sd).toBeCloseTo(published['V across trials (ddof 1)'], 12)
  expect(expectedMax(6, sd * sd)).toBeCloseTo(published['SR0 (K 6)'], 10)
  expect(deflatedSharpe(ratios[5]!, best, { trials: 6, trialVariance: sd * sd })).toBeCloseTo(published['DSR 2014'], 10)
})

test('Ledoit-Wolf: column 5 against column 0', () => {
  const columns = portablePanel()
  const published = PUBLISHED.generated.panel['Ledoit-Wolf col 5 vs col 0 (Parzen, Andrews AR1)']
  const { difference: _, ...tests } = sharpeDifference(columns[5]!, columns[0]!)
  const names = { hac: 'HAC', hacPrewhitened: 'HACPW', independent: 'iid', jobsonKorkie: 'JKM' } as const
  for (const [own, name] of Object.entries(names) as [keyof typeof tests, string][]) {
    const [standardError, pValue] = published[name]
    expect(tests[own].standardError / standardError, name).toBeCloseTo(1, 9)
    expect(tests[own].pValue / pValue, name).toBeCloseTo(1, 7)
  }
})

const SERIES = PUBLISHED.generated.series

test('block lengths of the portable series', () => {
  const { e, y } = portableSeries()
  expect(e[0]).toBe(SERIES.e0)
  expect(y.at(-1)).toBe(SERIES.y_last)
  expect(optimalBlockLength(y)).toBeCloseTo(SERIES['optimal_block_length y'].stationary, 6)
  expect(optimalBlockLength(y.map((value) => value * value))).toBeCloseTo(
    SERIES['optimal_block_length y^2'].stationary,
    6,
  )
  expect(optimalBlockLength(e)).toBeCloseTo(SERIES['optimal_block_length e'].stationary, 6)
})

test('the bootstrap of a Sharpe ratio, resample by resample', () => {
  const published = SERIES['sharpe of y+0.1']
  const values = portableSeries().y.map((value) => value + 0.1)
  const plan = { block: 10, resamples: 999, seed: 3 }
  const rows: number[] = []
  stationaryResamples(1000, { ...plan, resamples: 1 }, ({ starts, lengths, count }) => {
    for (let b = 0; b < count; b++) for (let i = 0; i < lengths[b]!; i++) rows.push((starts[b]! + i) % 1000)
  })
  expect(rows.slice(0, 12)).toEqual(published['first 12 indices'])
  const ratio = sharpe(moments(values))
  expect(ratio).toBeCloseTo(published.value, 12)
  const replicates = bootstrapSharpes(values, plan)
  expect(Math.min(...replicates)).toBeCloseTo(published.min, 10)
  expect(Math.max(...replicates)).toBeCloseTo(published.max, 10)
  const { sd } = moments(replicates)
  expect(sd * Math.sqrt(998 / 999)).toBeCloseTo(published['bootstrap sd (ddof 0)'], 10)
  const intervals = bootstrapIntervals(ratio, replicates)
  for (const name of ['percentile', 'basic', 'norm', 'bc'] as const)
    for (const side of [0, 1] as const) expect(intervals[name][side], name).toBeCloseTo(published[name][side], 9)
})
