import { expect, test } from 'vitest'
import { REASON } from '../../../model/codes.js'
import { add, desk, entry, type Row } from './desk.js'

test.each<[string, Row, Row, 'EUR_USD' | 'GBP_USD']>([
  ['an earned place of rank 3 before a filled one of rank 1', { rank: 3 }, { rank: 1, filled: 1 }, 'EUR_USD'],
  ['the same, the other way round', { rank: 1, filled: 1 }, { rank: 3 }, 'GBP_USD'],
  ['an unranked earned place before a filled one', { rank: 0 }, { rank: 1, filled: 1 }, 'EUR_USD'],
  ['an earned place before a lost one', { rank: 3 }, { rank: 1, weight: 0 }, 'EUR_USD'],
  ['an earned place before a pulse', { rank: 3 }, { rank: 1, increaseReason: REASON.pulse }, 'EUR_USD'],
  ['filled places by rank', { rank: 2, filled: 1 }, { rank: 1, filled: 1 }, 'GBP_USD'],
  ['an add of an earned place before a filled entry', add(10, { units: 50, rank: 3 }), { filled: 1 }, 'EUR_USD'],
])('one order a minute for two: %s', (_, eurRow, gbpRow, winner) => {
  const rows = { EUR_USD: { ...entry(10), ...eurRow }, GBP_USD: { ...entry(10), ...gbpRow } }
  const d = desk([{ rows }], { maxOrdersPerMin: 1 })
  expect(['EUR_USD', 'GBP_USD'].filter((name) => d.approved(0, name) !== 0)).toEqual([winner])
})

test('margin for one and a half: the filled place of rank 1 gets what the earned one leaves', () => {
  // 5000 dollars of margin: EUR takes 2200 of them, and 2800 / 0.025 remain for GBP.
  const rows = { EUR_USD: entry(100_000, { rank: 2 }), GBP_USD: entry(200_000, { rank: 1, filled: 1 }) }
  const d = desk([{ marginUsedTotal: 25_000, marginAvailable: 75_000, rows }])
  expect([d.approved(0, 'EUR_USD'), d.approved(0, 'GBP_USD'), d.trimmed(0, 'GBP_USD')]).toEqual([
    100_000,
    112_000,
    'margin',
  ])
})
