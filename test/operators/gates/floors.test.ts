import { describe, expect, test } from 'vitest'
import { type FloorRule, setFloors } from '../../../operators/gates/floors.js'
import { addSample, createSampleRing } from '../../../operators/gates/sample-ring.js'
import { BETWEEN, FAIL, PASS, type GateVerdict, compareToFloors } from '../../../operators/gates/gate-verdict.js'

const rule: FloorRule = { minTrades: 10, calmarMin: 0.15, calmarCap: 0.5, pnlMinBps: 0, floors: 'adaptive' }
const ringOf = (count: number, value: (i: number) => number) => {
  const ring = createSampleRing()
  for (let i = 0; i < count; i++) addSample(ring, value(i))
  return ring
}
const floorsOf = (given: Partial<FloorRule>, count: number, trades: number, calmar: (i: number) => number, pnl = 0) => {
  const floors = {
    minTrades: new Float64Array(1),
    calmarMin: new Float64Array(1),
    pnlMinBps: new Float64Array(1),
  }
  setFloors(
    floors,
    0,
    { ...rule, ...given },
    {
      trades: ringOf(count, () => trades),
      calmar: ringOf(count, calmar),
      pnlBps: ringOf(count, () => pnl),
    },
  )
  return [floors.minTrades[0], floors.calmarMin[0], floors.pnlMinBps[0]]
}

describe('floors', () => {
  test.each<[string, Partial<FloorRule>, number, number, (i: number) => number, number[]]>([
    ['23 samples say nothing', {}, 23, 100, () => 9, [10, 0.15, 0]],
    ['half the median of trades; calmar capped', {}, 24, 100, () => 9, [50, 0.5, 0]],
    ['never below the fixed floors', {}, 24, 12, () => -5, [10, 0.15, 0]],
    // 0.20, 0.21 .. 0.44: median 0.32, quartiles 0.26 and 0.38.
    ['median plus a tenth of the quartiles', {}, 25, 100, (i) => (20 + i) / 100, [50, 0.332, 0]],
    ['original: own medians, not capped', { floors: 'original' }, 24, 100, () => 9, [100, 9, 321]],
    ['original: fixed below 24 samples', { floors: 'original' }, 23, 100, () => 9, [10, 0.15, 0]],
  ])('%s', (_what, given, count, trades, calmar, expected) => {
    floorsOf(given, count, trades, calmar, 321).forEach((floor, i) => expect(floor).toBeCloseTo(expected[i]!, 12))
  })
})

describe('verdicts at buffer 0.1: bands 1 bps around pnl 0, 0.015 around calmar 0.15', () => {
  test.each<[number, number, number, GateVerdict]>([
    [10, 1, 0.165, PASS],
    [9, 1, 0.165, FAIL],
    [10, 0.99, 0.165, BETWEEN],
    [10, 1, 0.164, BETWEEN],
    [10, -1, 0.136, BETWEEN],
    [10, -1.01, 9, FAIL],
    [10, 900, 0.13, FAIL],
    [10, Number.NaN, 0.165, BETWEEN],
  ])('%d trades, %d bps, calmar %d: %d', (trades, pnl, calmar, expected) =>
    expect(compareToFloors(0.1, trades, 10, pnl, 0, calmar, 0.15)).toBe(expected),
  )

  test('the band grows with the floor', () => {
    expect(compareToFloors(0.1, 10, 10, 109, 100, 1, 0.15)).toBe(BETWEEN)
    expect(compareToFloors(0.1, 10, 10, 110, 100, 1, 0.15)).toBe(PASS)
    expect(compareToFloors(0.1, 10, 10, 91, 100, 1, 0.15)).toBe(BETWEEN)
    expect(compareToFloors(0, 10, 10, 100, 100, 1, 0.15)).toBe(PASS)
  })
})
