import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { roundValues } from '../../../studies/report/document/round-values.js'

describe('roundValues', () => {
  test.each([
    [85_537.06, 100_688.71, [90_000, 95_000, 100_000]],
    [-14.46, 0.69, [-10, -5, 0]],
    [0.859183, 0.869776, [0.86, 0.862, 0.864, 0.866, 0.868]],
    [-0.05, 1.05, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ])('%d to %d', (low, high, values) => expect(roundValues(low, high)).toEqual(values))

  test('gives two to seven values, increasing, within the bounds', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, size) => {
          const values = roundValues(low, low + size)
          expect(values.length).toBeGreaterThanOrEqual(2)
          expect(values.length).toBeLessThanOrEqual(7)
          for (const [n, value] of values.entries()) {
            expect(value).toBeGreaterThanOrEqual(low - size * 1e-6)
            expect(value).toBeLessThanOrEqual(low + size * (1 + 1e-6))
            if (n > 0) expect(value).toBeGreaterThan(values[n - 1] as number)
          }
        },
      ),
    )
  })
})
