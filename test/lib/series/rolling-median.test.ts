import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRollingMedian, medianOf, pushMedian } from '../../../lib/series/rolling-median.js'

const slowMedian = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

test('equals the median of the last values, series by series', () => {
  // Of -0 and 0, which compare as equal, either may come first in a sorted list.
  const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true })).map((number) => number + 0)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.tuple(fc.nat(1), value), { maxLength: 60 }),
      (window, rows) => {
        const median = createRollingMedian(2, window)
        const seen: number[][] = [[], []]
        for (const [k, number] of rows) {
          pushMedian(median, k, number)
          seen[k]!.push(number)
          for (const j of [0, 1]) expect(medianOf(median, j)).toBe(slowMedian(seen[j]!.slice(-window)))
        }
      },
    ),
  )
})

test('without a value there is no median', () => expect(medianOf(createRollingMedian(1, 3), 0)).toBeNaN())
