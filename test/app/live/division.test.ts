import { describe, expect, test } from 'vitest'
import { resolveSettings } from '../../../app/config/settings.js'
import { divisionText } from '../../../app/live/division.js'
import { withDivision } from '../../../app/live/graph.js'

const settingsOf = (division: string) => resolveSettings({ set: [`SEP_DIVISION=${division}`] })

describe('the division of a live account', () => {
  test.each([
    ['us', false, 'us', '101-001-1-001', 'us: FIFO rules bind openings and closes, by SEP_DIVISION (default us)'],
    ['us', true, 'other', '101-001-1-001', 'other, because the account allows hedging'],
    ['other', false, 'other', '101-001-1-001', 'other, by SEP_DIVISION'],
    [
      'other',
      false,
      'other',
      '101-004-1-001',
      "other, by SEP_DIVISION; the account's id names division 004, which does not decide",
    ],
    [
      'us',
      false,
      'us',
      '101-004-1-001',
      "us: FIFO rules bind openings and closes, by SEP_DIVISION (default us); the account's id names division 004, which does not decide",
    ],
  ])('set %s, hedging %s: %s (%s)', (set, hedging, division, id, text) => {
    const settings = settingsOf(set)
    const taken = withDivision(settings, { hedging })
    expect([taken.broker.division, taken.risk.division]).toEqual([division, division])
    expect(divisionText(settings, { hedging, id })).toBe(text)
  })

  test('nothing else changes', () => {
    const settings = settingsOf('us')
    expect(withDivision(settings, { hedging: false })).toBe(settings)
    const { broker, risk, ...rest } = withDivision(settings, { hedging: true })
    expect({ ...rest, broker: { ...broker, division: 'us' }, risk: { ...risk, division: 'us' } }).toEqual(settings)
  })
})
