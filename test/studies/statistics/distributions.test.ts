import { describe, expect, test } from 'vitest'
import { chiSquareUpperTail } from '../../../studies/statistics/distributions/chi-square-upper-tail.js'
import { normalCdf, normalQuantile, normalUpperTail } from '../../../studies/statistics/distributions/normal.js'
import { portableRandom } from '../../../studies/statistics/distributions/portable-random.js'
import { studentTUpperTail } from '../../../studies/statistics/distributions/student-t-upper-tail.js'

const isRight = (own: number, exact: number, digits: number): void => expect(own / exact).toBeCloseTo(1, digits)

describe('normal', () => {
  test.each([
    [0, 0.5],
    [1, 0.15865525393145705],
    [1.96, 0.024997895148220435],
    [2.49, 0.006387154764943161],
    [2.51, 0.006036558080412663],
    [5, 2.8665157187919333e-7],
    [10, 7.61985302416047e-24],
    [30, 4.906713927148187e-198],
  ])('P(Z >= %s)', (z, tail) => {
    isRight(normalUpperTail(z), tail, 10)
    isRight(normalCdf(-z), tail, 10)
  })

  test.each([
    [0.05, -1.6448536269514729],
    [0.975, 1.959963984540054],
    [1e-6, -4.753424308822899],
    [1e-9, -5.9978070150076865],
    [1e-100, -21.273453560965322],
  ])('quantile of %s', (p, z) => isRight(normalQuantile(p), z, 11))

  test('ends and outside', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(normalQuantile(1.1)).toBeNaN()
    expect(normalQuantile(Number.NaN)).toBeNaN()
  })
})

test.each([
  [18.307038053275146, 10, 0.05],
  [3.841458820694124, 1, 0.05],
  [100, 10, 5.4497019e-17],
  [7.814727903251179, 3, 0.05],
])('P(chi-square >= %s) with %s degrees', (x, degrees, tail) => {
  isRight(chiSquareUpperTail(x, degrees), tail, 6)
  expect(chiSquareUpperTail(0, degrees)).toBe(1)
})

test.each([
  [1.6991270265334977, 29, 0.05],
  [6.313751514675043, 1, 0.05],
  [0, 7, 0.5],
  [-1.6991270265334977, 29, 0.95],
  [3.2317, 89, 8.629448801972827e-4],
])('P(t >= %s) with %s degrees', (t, degrees, tail) => isRight(studentTUpperTail(t, degrees), tail, 3))

test("Student's t with one and two degrees in closed form", () => {
  for (const t of [0.1, 1, 4, 20]) {
    isRight(studentTUpperTail(t, 2), 0.5 - t / (2 * Math.sqrt(2 + t * t)), 5)
    isRight(studentTUpperTail(t, 1), 0.5 - Math.atan(t) / Math.PI, 5)
  }
})

test('portable random numbers: equal to exact integer arithmetic, inside (0, 1)', () => {
  const random = portableRandom(3)
  let state = 3n
  for (let i = 0; i < 20_000; i++) {
    state = (state * 48_271n) % 2_147_483_647n
    const value = random()
    expect(value).toBe(Number(state) * (1 / 2_147_483_647))
    expect(value > 0 && value < 1).toBe(true)
  }
})

test('a seed of 0, and one beyond the modulus, still give numbers', () => {
  expect(portableRandom(0)()).toBe(portableRandom(1)())
  expect(portableRandom(2_147_483_647 + 5)()).toBe(portableRandom(5)())
})
