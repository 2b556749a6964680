import { describe, expect, test } from 'vitest'
import { foldCount, foldWindows } from '../../../../app/trials/spec/folds.js'
import { isoDate } from '../../../../lib/iso-time.js'
import { DAY_MS } from '../../../../lib/time-units.js'

const span = { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2024, 0, 31) }
const shown = (rule: Parameters<typeof foldWindows>[1]) =>
  foldWindows(span, rule).map(({ fold, part, fromMs, toMs }) => `${fold} ${part} ${isoDate(fromMs)} ${isoDate(toMs)}`)

describe('walk-forward', () => {
  test('rolling: every fold trains as long', () => {
    expect(shown({ train_days: 14, test_days: 7, anchored: false })).toEqual([
      '0 train 2024-01-01 2024-01-15',
      '0 test 2024-01-15 2024-01-22',
      '1 train 2024-01-08 2024-01-22',
      '1 test 2024-01-22 2024-01-29',
    ])
  })

  test('anchored: every fold trains from the start', () => {
    expect(shown({ train_days: 14, test_days: 7, step_days: 5, anchored: true })).toEqual([
      '0 train 2024-01-01 2024-01-15',
      '0 test 2024-01-15 2024-01-22',
      '1 train 2024-01-01 2024-01-20',
      '1 test 2024-01-20 2024-01-27',
    ])
  })

  test.each([
    [23, 7, 1],
    [24, 7, 0],
    [1, 1, 29],
  ])('train %d, test %d: %d folds', (train_days, test_days, folds) => {
    expect(foldCount(span, { train_days, test_days, anchored: false })).toBe(folds)
    expect(foldWindows(span, { train_days, test_days, anchored: false })).toHaveLength(2 * folds)
  })

  test('a test window never overlaps its training window, and is whole minutes', () => {
    for (const { part, fromMs, toMs } of foldWindows(span, { train_days: 1.23456, test_days: 0.3, anchored: false })) {
      expect([part, fromMs % 60_000, toMs % 60_000]).toEqual([part, 0, 0])
      expect(toMs).toBeGreaterThan(fromMs)
      expect(toMs - fromMs).toBeLessThan(2 * DAY_MS)
    }
  })
})
