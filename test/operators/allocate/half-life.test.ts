import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decayOver, decayPerMinute } from '../../../operators/allocate/half-life.js'

test('one half-life leaves a half, two a quarter; a half-life of 0 leaves nothing', () => {
  for (const halfLifeMin of [1, 2, 3, 30, 60, 1440, 10_080]) {
    const perMinute = decayPerMinute(halfLifeMin)
    expect(decayOver(perMinute, halfLifeMin)).toBeCloseTo(0.5, 11)
    expect(decayOver(perMinute, 2 * halfLifeMin)).toBeCloseTo(0.25, 11)
  }
  expect(decayPerMinute(1)).toBe(0.5)
  expect(decayPerMinute(0)).toBe(0)
  expect([1, 2, 1440].map((minutes) => decayOver(0, minutes))).toEqual([0, 0, 0])
})

test('agrees with the exponential', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_080 }), fc.integer({ min: 0, max: 20_000 }), (halfLifeMin, minutes) => {
      expect(decayOver(decayPerMinute(halfLifeMin), minutes)).toBeCloseTo(
        Math.exp((-Math.LN2 * minutes) / halfLifeMin),
        11,
      )
    }),
  )
})
