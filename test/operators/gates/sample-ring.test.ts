import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addSample,
  createSampleRing,
  sampleQuantile,
  SAMPLES,
  samplesInOrder,
} from '../../../operators/gates/sample-ring.js'

const ringOf = (values: readonly number[]) => {
  const ring = createSampleRing()
  for (const value of values) addSample(ring, value)
  return ring
}

test.each<[readonly number[], number, number]>([
  [[], 0.5, Number.NaN],
  [[7], 0.25, 7],
  [[2, 1], 0.5, 1.5],
  [[4, 1, 3, 2], 0.25, 1.75],
  [[4, 1, 3, 2], 1, 4],
  [[5, 5, 1], 0.5, 5],
])('samples %j, p %d: %d', (values, p, expected) => expect(sampleQuantile(ringOf(values), p)).toBe(expected))

test('holds the last 720 samples sorted, whatever came before and wherever it was saved', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 1600, size: 'max' }),
      fc.integer({ min: 0, max: 1600 }),
      (values, cut) => {
        const ring = createSampleRing(samplesInOrder(ringOf(values.slice(0, cut))))
        for (const value of values.slice(cut)) addSample(ring, value)
        const kept = values.slice(-SAMPLES)
        expect(Array.from(samplesInOrder(ring))).toEqual(kept)
        expect(Array.from(ring.sorted.subarray(0, ring.length))).toEqual([...kept].sort((a, b) => a - b))
      },
    ),
    { numRuns: 50, endOnFailure: true },
  )
})
