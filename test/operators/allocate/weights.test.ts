import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitWeights, WEIGHT_UNITS } from '../../../operators/allocate/weights.js'

const split = (scores: readonly number[]): number[] => {
  const weight = new Float64Array(scores.length)
  splitWeights(weight, Int32Array.from(scores.keys()), scores.length, scores)
  return Array.from(weight)
}

test.each<[readonly number[], readonly number[]]>([
  [[0.7], [1]],
  [
    [1, 1, 1],
    [0.333334, 0.333333, 0.333333],
  ],
  [
    [0.6, 0.3, 0.1],
    [0.6, 0.3, 0.1],
  ],
  [
    [2, 1],
    [0.666667, 0.333333],
  ],
  [
    [1, 2, 4],
    [0.142857, 0.285714, 0.571429],
  ],
])('scores %j: weights %j', (scores, weights) => expect(split(scores)).toEqual(weights))

test('whole millionths that sum to one, each within one unit of its exact share', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-3, max: 10, noNaN: true }), { minLength: 1, maxLength: 100, size: 'max' }),
      (scores) => {
        const units = split(scores).map((weight) => weight * WEIGHT_UNITS)
        const sum = scores.reduce((a, b) => a + b, 0)
        expect(units.map(Math.round).reduce((a, b) => a + b, 0)).toBe(WEIGHT_UNITS)
        units.forEach((unit, i) => {
          expect(Math.abs(unit - Math.round(unit))).toBeLessThan(1e-9)
          expect(Math.abs(unit - (scores[i]! / sum) * WEIGHT_UNITS)).toBeLessThan(1.000001)
        })
      },
    ),
  )
})

test('only the chosen are written', () => {
  const weight = Float64Array.of(9, 9, 9)
  splitWeights(weight, Int32Array.of(2, 0, 1), 2, [3, 5, 1])
  expect(Array.from(weight)).toEqual([0.75, 9, 0.25])
})
