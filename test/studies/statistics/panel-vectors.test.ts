/** Tests over many alternatives against arch and the portable panel. */
import { expect, test } from 'vitest'
import { benjaminiHochberg } from '../../../studies/statistics/search/benjamini-hochberg.js'
import { hansenCentres } from '../../../studies/statistics/search/hansen-centres.js'
import { holm } from '../../../studies/statistics/search/holm.js'
import { overfitting } from '../../../studies/statistics/search/overfitting.js'
import { realityCheck } from '../../../studies/statistics/search/reality-check.js'
import { stepM } from '../../../studies/statistics/search/step-m.js'
import { superiorAbility } from '../../../studies/statistics/search/superior-ability.js'
import { pearson } from '../../../studies/statistics/relation/pearson.js'
import { spearman } from '../../../studies/statistics/relation/spearman.js'
import { portablePanel, PUBLISHED, VECTORS } from '../../reference/statistics-vectors.js'

const P_TOLERANCE = 0.015

test.each(VECTORS.grids.map((grid) => [grid.name, grid] as const))('grid: %s', (_name, grid) => {
  const columns = grid.returns.map((column) => Float64Array.from(column))
  const plan = { block: grid.blockLength, resamples: 20_000, seed: 1 }
  const spa = superiorAbility(columns, plan)
  const found = {
    realityCheckPValue: realityCheck(columns, plan).pValue,
    spaLower: spa.lower,
    spaConsistent: spa.consistent,
    spaUpper: spa.upper,
  }
  for (const [key, value] of Object.entries(grid.expect) as [keyof typeof found, number][])
    expect(Math.abs(found[key] - value), key).toBeLessThan(P_TOLERANCE)
})

const PANEL = PUBLISHED.generated.panel
const PLAN = { block: 10, resamples: 999, seed: 3 }

test('the portable panel is the published one', () => {
  const columns = portablePanel()
  expect(columns.map((column) => column[0]!)).toEqual(PANEL['d[0]'])
})

test('omega^2 and the columns that count', () => {
  const { variances, means, consistent } = hansenCentres(portablePanel(), 10)
  expectAll(variances, PANEL['omega^2 (stationary-bootstrap kernel variance)'])
  expect(consistent.map((centre, k) => centre === means[k])).toEqual(PANEL.valid)
})

test('SPA, studentised, to the last resample', () => {
  const { statistic, ...p } = superiorAbility(portablePanel(), PLAN)
  const published = PANEL['Hansen SPA studentised (own)']
  expect(statistic).toBeCloseTo(published.statistic, 12)
  expectAll([p.lower, p.consistent, p.upper], [published.lower, published.consistent, published.upper])
})

test('reality check to the last resample', () => {
  const { statistic, pValue } = realityCheck(portablePanel(), PLAN)
  const published = PANEL['White RC (own)']
  expect(statistic).toBeCloseTo(published.statistic, 12)
  expect(pValue).toBeCloseTo(published.p, 12)
})

test('StepM names the columns', () => {
  expect(stepM(portablePanel(), PLAN)).toEqual({
    0.05: PANEL['StepM size 0.05'],
    0.1: PANEL['StepM size 0.1'],
    0.2: PANEL['StepM size 0.2'],
  })
})

test('overfitting (CSCV) with ten slices', () => {
  const columns = portablePanel()
  const found = overfitting(columns, 10)
  const published = PANEL['CSCV S 10']
  expect(found.combinations).toBe(published.combinations)
  expect(found.probability).toBe(published['PBO share logit<=0'])
  expect(found.meanLogit).toBeCloseTo(published['mean logit'], 9)
  expect(found.lossProbability).toBeCloseTo(published['P(OOS Sharpe<0)'], 12)
})

test('overfitting where the columns differ by next to nothing', () => {
  const columns = portablePanel().map((column, k) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length
    return column.map((value) => value - mean + k / 100)
  })
  const published = PANEL['CSCV S 10 on d - mean(d) + [0,.01,.02,.03,.04,.05]']
  const found = overfitting(columns, 10)
  expect(found.probability).toBeCloseTo(published['PBO share logit<=0'], 12)
  expect(found.meanLogit).toBeCloseTo(published['mean logit'], 9)
})

test('adjusted p-values', () => {
  const { pValues, ...expected } = VECTORS.adjusted
  expectAll(benjaminiHochberg(pValues), expected.benjaminiHochberg)
  expectAll(holm(pValues), expected.holm)
})

test('information coefficients', () => {
  const { x, y, expect: expected } = VECTORS.information
  expect(pearson(x, y)).toBeCloseTo(expected.pearson, 12)
  expect(spearman(x, y)).toBeCloseTo(expected.spearman, 12)
})

const expectAll = (found: readonly number[], wanted: readonly number[]): void => {
  expect(found.length).toBe(wanted.length)
  found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 10))
}
