import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thinnedHistory } from '../../../sinks/page-view/thinned-history.js'

test('ten points in a list of four: the ends stay, the middle gets thinner', () => {
  const history = thinnedHistory(4)
  const seen: number[][] = []
  for (let t = 0; t < 10; t++) {
    history.push(t, t * t)
    seen.push(history.points.map(([tsMs]) => tsMs))
  }
  expect(seen).toEqual([
    [0],
    [0, 1],
    [0, 1, 2],
    [0, 2, 3],
    [0, 2, 4],
    [0, 2, 4, 5],
    [0, 4, 6],
    [0, 4, 7],
    [0, 4, 8],
    [0, 4, 8, 9],
  ])
  expect(history.points.at(-1)).toEqual([9, 81])
})

test('never exceeds the bound and always spans first to newest, in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 2000 }), (most, pushed) => {
      const history = thinnedHistory(most)
      for (let t = 0; t < pushed; t++) history.push(t, -t)
      const times = history.points.map(([tsMs]) => tsMs)
      expect(times.length).toBeLessThanOrEqual(most)
      expect([times[0], times.at(-1)]).toEqual([0, pushed - 1])
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
      expect(history.points.every(([tsMs, value]) => value === -tsMs)).toBe(true)
      // The history is covered evenly: no gap is wider than twice the fair one.
      const widest = Math.max(0, ...times.slice(1).map((t, n) => t - (times[n] as number)))
      expect(widest).toBeLessThanOrEqual(Math.max(1, (4 * pushed) / most))
    }),
  )
})
