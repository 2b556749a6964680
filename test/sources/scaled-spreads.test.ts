import { describe, expect, test } from 'vitest'
import type { CandleSeries } from '../../model/candle-series.js'
import { scaledSpreads } from '../../sources/scaled-spreads.js'

const column = (...values: number[]) => Float64Array.from(values)
const series = (basis: 'mid' | 'bid'): CandleSeries => ({
  instrument: 'EUR_USD',
  tMs: column(0, 60_000),
  ...{ o: column(100, 200), h: column(102, 202), l: column(98, 198), c: column(101, 201), v: column(1, 1) },
  ...{ bo: column(99, 199), bh: column(101, 201), bl: column(97, 197), bc: column(100, 200) },
  ...{ ao: column(101, 202), ah: column(103, 204), al: column(99, 200), ac: column(102, 203) },
  noVolume: false,
  basis,
})

describe('spreads of a series', () => {
  test.each([
    [0, [100, 200], [100, 200]],
    [0.5, [99.5, 199.5], [100.5, 201]],
    [2, [98, 198], [102, 204]],
  ])('times %d move each side away from the mid', (factor, bid, ask) => {
    const scaled = scaledSpreads(series('mid'), factor)
    expect([...scaled.bo]).toEqual(bid)
    expect([...scaled.ao]).toEqual(ask)
  })

  test('of bids only are scaled around the middle of both sides, and o..c stay bids', () => {
    const scaled = scaledSpreads(series('bid'), 0)
    expect([...scaled.bo]).toEqual([100, 200.5])
    expect([...scaled.ao]).toEqual([100, 200.5])
    expect([...scaled.o]).toEqual([100, 200])
  })

  test('times 1 are the very same columns', () => {
    const one = series('mid')
    expect(scaledSpreads(one, 1)).toBe(one)
  })
})
