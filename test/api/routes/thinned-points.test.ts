import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thinnedPoints } from '../../../api/routes/thinned-points.js'

test('a thinned series keeps its ends and its extremes, in order, and invents nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 4, max: 60 }),
      (values, most) => {
        const points = values.map((value, i) => [i, value] as const)
        const thin = thinnedPoints(points, most)
        expect(thin.length).toBeLessThanOrEqual(Math.min(most, points.length))
        expect([thin[0], thin.at(-1)]).toEqual([points[0], points.at(-1)])
        const shown = thin.map(([, value]) => value)
        expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...values), Math.max(...values)])
        expect(thin.map(([at]) => at)).toEqual([...new Set(thin.map(([at]) => at))].toSorted((a, b) => a - b))
        for (const [at, value] of thin) expect(value).toBe(values[at])
      },
    ),
  )
})
