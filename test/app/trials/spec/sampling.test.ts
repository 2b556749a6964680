import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { configurationsOf, pointsOf } from '../../../../app/trials/spec/configurations.js'
import { haltonPoint, randomPoint } from '../../../../app/trials/spec/sampling.js'
import type { Axis } from '../../../../app/trials/sweep-plan.js'

const look: Axis = { name: 'look', path: 'direction.look', values: [8, 12, 20] }
const thr: Axis = { name: 'thr_bps', path: 'direction.thrBps', values: [1, 2] }
const space = (axes: readonly Axis[], ...instruments: string[]) => ({ axes, instruments })

describe('a grid', () => {
  test('has every combination, the last axis fastest', () => {
    const found = configurationsOf({ spaces: [space([look, thr], 'EUR_USD')], sampling: { kind: 'grid' } })
    expect(found.map(({ values }) => [values['direction.look'], values['direction.thrBps']])).toEqual([
      [8, 1],
      [8, 2],
      [12, 1],
      [12, 2],
      [20, 1],
      [20, 2],
    ])
  })

  test('without axes has one configuration', () => {
    const plan = { spaces: [space([], 'EUR_USD')], sampling: { kind: 'grid' } as const }
    expect(configurationsOf(plan)).toEqual([{ values: {}, instruments: ['EUR_USD'] }])
  })

  test('an override selects which lines exist; an equal configuration of two instruments is one', () => {
    const own = { ...look, values: [12, 30] }
    const plan = { spaces: [space([look], 'EUR_USD'), space([own], 'USD_JPY')], sampling: { kind: 'grid' } as const }
    expect(configurationsOf(plan).map(({ values, instruments }) => [values['direction.look'], instruments])).toEqual([
      [8, ['EUR_USD']],
      [12, ['EUR_USD', 'USD_JPY']],
      [20, ['EUR_USD']],
      [30, ['USD_JPY']],
    ])
  })

  test('of a billion points is counted without making them', () => {
    const axis = (path: string): Axis => ({ name: path, path, values: Array.from({ length: 1000 }, (_, k) => k) })
    expect(pointsOf([space([axis('a'), axis('b'), axis('c')])], { kind: 'grid' })).toBe(1e9)
  })
})

describe.each([
  ['random', randomPoint],
  ['halton', haltonPoint],
] as const)('%s points', (kind, pointOf) => {
  test('are a pure function of seed and index, in [0, 1)', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.nat(1_000_000), fc.integer({ min: 1, max: 20 }), (seed, index, axes) => {
        const point = pointOf(seed, index, axes)
        expect(point).toEqual(pointOf(seed, index, axes))
        expect(point).toHaveLength(axes)
        expect(point.every((u) => u >= 0 && u < 1)).toBe(true)
        // A further axis leaves the others where they are.
        expect(pointOf(seed, index, axes + 1).slice(0, axes)).toEqual(point)
      }),
    )
  })

  test('another seed gives other points', () => {
    const points = (seed: number) => Array.from({ length: 20 }, (_, i) => pointOf(seed, i, 3))
    expect(points(1)).not.toEqual(points(2))
  })

  test('the first n are the first of n + 1', () => {
    const plan = (n: number) => ({ spaces: [space([look, thr], 'EUR_USD')], sampling: { kind, n, seed: 7 } })
    expect(configurationsOf(plan(9)).slice(0, configurationsOf(plan(5)).length)).toEqual(configurationsOf(plan(5)))
  })
})

test('halton fills every axis evenly: 81 points are 27 in each third, give or take', () => {
  for (const seed of [1, 2, 3]) {
    for (const axis of [1, 4]) {
      const counts = [0, 0, 0]
      for (let i = 0; i < 81; i++) counts[Math.floor((haltonPoint(seed, i, 5)[axis] as number) * 3)]! += 1
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(axis === 1 ? 1 : 6)
    }
  }
})
