import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addOne, createTally, removeOne } from '../../../operators/qfh/tally.js'

test('property: counts like a Map, even if keys share a slot', () => {
  const most = 12
  // Keys with equal low 32 bits share a home slot: enough of them to collide, few enough to repeat.
  const key = fc
    .record({ low: fc.integer({ min: 0, max: 30 }), high: fc.integer({ min: 0, max: 1 }) })
    .map(({ low, high }) => low + high * 2 ** 32)
  fc.assert(
    fc.property(fc.array(key, { minLength: 200, maxLength: 200 }), (keys) => {
      const tally = createTally(most)
      const counts = new Map<number, number>()
      const window: number[] = []
      for (const added of keys) {
        if (window.length === most) {
          const gone = window.shift() as number
          removeOne(tally, gone)
          counts.set(gone, (counts.get(gone) ?? 0) - 1)
        }
        window.push(added)
        counts.set(added, (counts.get(added) ?? 0) + 1)
        expect(addOne(tally, added)).toBe(counts.get(added))
        expect(tally.counts.filter((count) => count !== 0)).toHaveLength(new Set(window).size)
      }
    }),
    { numRuns: 100 },
  )
})
