/** Which slices of a lagging pipeline may be traded: a table that a trader can read. Speed 1, transit 500 ms. */
import { describe, expect, test } from 'vitest'
import { executionWatermark, hasSeen } from '../../../streams/execution/watermark.js'
import { executionRow } from '../../../streams/execution/record.js'

const placed = executionRow('placed', { instrument: 0, decisionTsMs: 60_000, units: 1000 })
const opened = executionRow('opened', { instrument: 0, tradeId: 7, units: 1000, price: 1.1, tsMs: 60_400 })
const restart = executionRow('restart', {})

describe('a slice knows enough', () => {
  test.each([
    ['nothing was appended', [], undefined, 120_000, true],
    ['it carries the order before it', [['1-0', placed, 60_100]], '1-0', 120_000, true],
    ['it does not carry the order before it', [['1-0', placed, 60_100]], undefined, 120_000, false],
    ['an order was made a moment before it closed', [['1-0', placed, 119_999]], undefined, 120_000, false],
    ['an order was made after it closed', [['1-0', placed, 120_700]], undefined, 120_000, false],
    ['a fill came a moment before it closed', [['1-0', opened, 119_600]], undefined, 120_000, true],
    ['a fill came long before it closed', [['1-0', opened, 119_400]], undefined, 120_000, false],
    [
      'it carries the older of two',
      [
        ['1-0', placed, 60_100],
        ['2-0', opened, 60_400],
      ],
      '1-0',
      120_000,
      false,
    ],
    [
      'it carries both',
      [
        ['1-0', placed, 60_100],
        ['2-0', opened, 60_400],
      ],
      '2-0',
      120_000,
      true,
    ],
    ['the process has started again', [['9-0', restart, 300_000]], '8-0', 299_000, false],
    ['the tenth entry is newer than the ninth', [['10-0', placed, 60_100]], '9-0', 120_000, false],
  ] as const)('%s: %#', (_name, entries, executionOffset, asOfMs, expected) => {
    const watermark = executionWatermark(500)
    for (const [id, row, nowMs] of entries) watermark.appended(id, [row], nowMs)
    expect(watermark.isCurrent(executionOffset, asOfMs)).toBe(expected)
    // Asking changes nothing.
    expect(watermark.isCurrent(executionOffset, asOfMs)).toBe(expected)
  })

  test('what one slice carries every later one does', () => {
    const watermark = executionWatermark(500)
    watermark.appended('1-0', [placed], 60_100)
    expect(watermark.isCurrent('1-0', 120_000)).toBe(true)
    watermark.appended('2-0', [placed], 120_100)
    expect(watermark.isCurrent('1-0', 180_000)).toBe(false)
    expect(watermark.isCurrent('2-0', 240_000)).toBe(true)
  })

  test('no entry is seen by every slice', () => {
    expect(hasSeen(undefined, null)).toBe(true)
    expect(hasSeen(undefined, '1-0')).toBe(false)
    expect(hasSeen('0', '1-0')).toBe(false)
  })
})
