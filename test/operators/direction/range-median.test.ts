import { expect, test } from 'vitest'
import { runOperator } from '../../../graph/engine/testing/run-operator.js'
import { direction } from '../../../operators/direction.js'
import { MINUTE, worldOf } from '../../support/wall-clock.js'

/** ATR and median range after each five minutes; every candle of bucket i has the low 1.1 and the high `high(i)`. */
const ranges = (buckets: number, high: (bucket: number) => number) => {
  const minutes = Array.from({ length: buckets * 5 }, (_, i) => i)
  const column = (value: number) => minutes.map(() => value)
  const { columns } = runOperator(direction, {}, worldOf(['EUR_USD']), {
    tsMs: minutes.map((i) => (i + 1) * MINUTE),
    columns: {
      candle: { present: column(1), h: minutes.map((i) => high(Math.floor(i / 5))), l: column(1.1), c: column(1.1) },
      signal: { decisionCoherence: column(0.5), gap: column(0) },
    },
  })
  const after = (name: string, n: number) => Number(columns[name]![n * 5 - 1]!.toFixed(5))
  return { atr: (n: number) => after('atr', n), median: (n: number) => after('rangeMedian', n) }
}

test('one wild candle is inside its own ATR, not in the median range', () => {
  const { atr, median } = ranges(240, (bucket) => (bucket === 200 ? 11.005 : 1.1005))
  expect([atr(200), median(200)]).toEqual([5e-4, 5e-4])
  expect(atr(201)).toBeGreaterThan(0.7)
  expect(median(201)).toBe(5e-4)
})

test('it exists as soon as the ATR, and is that of the last 288 buckets', () => {
  const { atr, median } = ranges(500, (bucket) => (bucket < 100 ? 1.1001 : bucket < 300 ? 1.1009 : 1.1005))
  expect([atr(13), median(13), atr(14), median(14)]).toEqual([Number.NaN, Number.NaN, 1e-4, 1e-4])
  expect([median(199), median(201)]).toEqual([1e-4, 9e-4])
  // Of the last 288 of 444 buckets 144 have the larger range.
  expect([median(443), median(444), median(445)]).toEqual([9e-4, 7e-4, 5e-4])
})
