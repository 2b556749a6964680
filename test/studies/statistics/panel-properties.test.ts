/** What must hold for every panel of alternatives, against slow and obvious versions. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { portableRandom } from '../../../studies/statistics/distributions/portable-random.js'
import { symmetricEigenvalues } from '../../../studies/statistics/relation/symmetric-eigenvalues.js'
import { stationaryResamples } from '../../../studies/statistics/resample/stationary-resamples.js'
import { moments } from '../../../studies/statistics/sample/moments.js'
import { effectiveRank } from '../../../studies/statistics/search/effective-rank.js'
import { effectiveTrials } from '../../../studies/statistics/search/effective-trials.js'
import { realityCheck } from '../../../studies/statistics/search/reality-check.js'
import { stationaryVariance } from '../../../studies/statistics/search/stationary-variance.js'
import { stepM } from '../../../studies/statistics/search/step-m.js'
import { superiorAbility } from '../../../studies/statistics/search/superior-ability.js'

const value = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 64)
const plan = fc.record({
  block: fc.constantFrom(0.5, 1, 3.7, 20),
  resamples: fc.constant(40),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
})
const panel = fc
  .tuple(fc.integer({ min: 3, max: 30 }), fc.integer({ min: 1, max: 6 }))
  .chain(([n, k]) => fc.array(fc.array(value, { minLength: n, maxLength: n }), { minLength: k, maxLength: k }))

describe('tests of a panel', () => {
  test('equal to the textbook: every resample mean, every column', () => {
    fc.assert(
      fc.property(panel, plan, (columns, by) => {
        const n = columns[0]!.length
        const means = columns.map((column) => moments(column).mean)
        const omega = columns.map((column) => Math.sqrt(stationaryVariance(column, by.block)))
        fc.pre(omega.every((w) => w > 1e-9))
        const root = Math.sqrt(n)
        const reach = Math.sqrt(2 * Math.log(Math.log(n)))
        const bound = Math.max(0, ...means.map((mean, k) => (root * mean) / omega[k]!))
        const maxima: Record<'lower' | 'consistent' | 'upper', number[]> = { lower: [], consistent: [], upper: [] }
        stationaryResamples(n, by, ({ starts, lengths, count }) => {
          const rows: number[] = []
          for (let b = 0; b < count; b++) for (let i = 0; i < lengths[b]!; i++) rows.push((starts[b]! + i) % n)
          const drawn = columns.map((column) => rows.reduce((sum, row) => sum + column[row]!, 0) / n)
          const largest = (centre: (k: number) => number): number =>
            Math.max(0, ...drawn.map((mean, k) => (root * (mean - centre(k))) / omega[k]!))
          maxima.lower.push(largest((k) => Math.max(0, means[k]!)))
          maxima.consistent.push(largest((k) => (root * means[k]! >= -omega[k]! * reach ? means[k]! : 0)))
          maxima.upper.push(largest((k) => means[k]!))
        })
        const found = superiorAbility(columns, by)
        for (const key of ['lower', 'consistent', 'upper'] as const) {
          // A resample that reaches the statistic exactly may be rounded to either side of it.
          const above = (limit: number): number => maxima[key].filter((x) => x > limit).length / by.resamples
          expect(found[key]).toBeGreaterThanOrEqual(above(bound + 1e-9))
          expect(found[key]).toBeLessThanOrEqual(above(bound - 1e-9))
        }
        expect(found.lower).toBeLessThanOrEqual(found.consistent)
        expect(found.consistent).toBeLessThanOrEqual(found.upper)
      }),
      { numRuns: 60 },
    )
  })

  test('the order of the columns does not matter, and StepM follows it', () => {
    fc.assert(
      fc.property(panel, plan, (columns, by) => {
        const turned = [...columns].reverse()
        expect(realityCheck(turned, by)).toEqual(realityCheck(columns, by))
        const last = columns.length - 1
        const names = Object.values(stepM(turned, by)).map((list) => list.map((k) => last - k).sort((a, b) => a - b))
        expect(names).toEqual(Object.values(stepM(columns, by)))
      }),
      { numRuns: 40 },
    )
  })

  test('columns without variance, all losers, a single column', () => {
    const by = { block: 2, resamples: 200, seed: 1 }
    expect(superiorAbility([[1, 1, 1, 1]], by)).toEqual({ statistic: 0, lower: 0, consistent: 0, upper: 0 })
    expect(superiorAbility([[-1, -2, -3, -2, -1]], by)).toMatchObject({ statistic: 0, lower: 0, consistent: 0 })
    expect(stepM([[5, 6, 5, 6, 5, 6]], by)).toEqual({ 0.05: [0], 0.1: [0], 0.2: [0] })
  })

  test('resamples that only turn the rows round equal the sample: none is above a statistic of 0', () => {
    const by = { block: 1e12, resamples: 200, seed: 1 }
    const losers = [
      [-0.1, -0.7, 0.3, -0.2, -0.4, 0.2],
      [-0.3, 0.1, -0.1, -0.7, 0.6, -0.1],
    ]
    expect(realityCheck(losers, by)).toEqual({ statistic: 0, pValue: 0 })
  })

  test('StepM finds in its second step what the first could not: fewer columns are left to explain it by chance', () => {
    const random = portableRandom(7)
    const column = (t: number): number[] => {
      const noise = Array.from({ length: 400 }, () => random() - 0.5)
      const { mean, sd } = moments(noise)
      return noise.map((x) => (x - mean) / sd + t / 20)
    }
    const columns = [...Array.from({ length: 30 }, () => column(9)), column(2.2), column(0.5)]
    const [found, all] = [stepM(columns, { block: 1, resamples: 2000, seed: 1 })[0.05], columns.map((_, k) => k)]
    expect(found).toEqual(all.slice(0, 31))
  })
})

describe('effective number of trials', () => {
  const MATRIX = [
    [1, 0.1, 0.7],
    [0.1, 1, 0.8],
    [0.7, 0.8, 1],
  ]
  test('published: 1.84 of three, and three of three that are not related', () => {
    expect(effectiveRank(MATRIX)).toBeCloseTo(1.84, 2)
    const identity = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1 : 0)))
    expect(effectiveRank(identity)).toBeCloseTo(3, 12)
  })

  test('between 1 and the number of columns; the same by days as by trials; blind to copies of one and to those at rest', () => {
    fc.assert(
      fc.property(panel, (columns) => {
        const own = effectiveTrials(columns)
        const moving = columns.filter((column) => moments(column).sd > 0)
        if (moving.length === 0) return expect(own).toBeNaN()
        expect(own).toBeGreaterThan(1 - 1e-9)
        expect(own).toBeLessThan(moving.length + 1e-9)
        const scaled = columns.map((column, k) => column.map((x) => x * (k + 2) + k))
        expect(effectiveTrials(scaled)).toBeCloseTo(own, 7)
        const rest = columns[0]!.map(() => 4)
        expect(effectiveTrials([...columns, rest])).toBeCloseTo(own, 9)
        // So many copies that the other matrix is taken.
        const copies = Array.from({ length: 40 }, () => columns).flat()
        expect(effectiveTrials(copies)).toBeCloseTo(own, 7)
        return undefined
      }),
    )
  })

  test('eigenvalues: trace, squares, and a matrix with known ones', () => {
    fc.assert(
      fc.property(panel, (rows) => {
        const gram = rows.map((a) => Float64Array.from(rows, (b) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)))
        const trace = gram.reduce((sum, row, i) => sum + row[i]!, 0)
        const squares = gram.reduce((sum, row) => sum + row.reduce((inner, x) => inner + x * x, 0), 0)
        const own = symmetricEigenvalues(gram.map((row) => row.slice()))
        expect(own.reduce((sum, x) => sum + x, 0) / (trace || 1)).toBeCloseTo(trace ? 1 : 0, 9)
        expect(own.reduce((sum, x) => sum + x * x, 0) / (squares || 1)).toBeCloseTo(squares ? 1 : 0, 9)
      }),
    )
    const n = 40
    const second = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: n }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    )
    symmetricEigenvalues(second).forEach((x, k) =>
      expect(x).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 10),
    )
  })
})
