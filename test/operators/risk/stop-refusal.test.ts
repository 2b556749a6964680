import { expect, test } from 'vitest'
import { add, type Config, desk, entry, type Row } from './desk.js'

const none = Number.NaN
/** EUR_USD at 1.1 with a spread of 1.1 pips: 3 spreads are 3.3 pips, 3 % are 0.033. */
test.each<[string, Row, Config, string]>([
  ['a stop 20 pips away', entry(1000), {}, ''],
  ['no stop', entry(1000, { stopDistance: none }), {}, 'stop'],
  ['no stop where stops are off', entry(1000, { stopDistance: none }), { stopLoss: false }, ''],
  ['a stop nearer than 3 spreads', entry(1000, { stopDistance: 0.00032 }), {}, 'stop'],
  ['3 spreads', entry(1000, { stopDistance: 3 * 1.1e-4 }), {}, ''],
  ['3 %', entry(1000, { stopDistance: 0.033 }), {}, ''],
  ['one candle ten times too high', entry(-1000, { stopDistance: 1.071 }), {}, 'stop'],
  ['also where stops are off', entry(1000, { stopDistance: 1.071 }), { stopLoss: false }, 'stop'],
  ['no distance', entry(1000, { stopDistance: 0 }), { stopMinSpreads: 0 }, 'stop'],
  ['a wider ceiling', entry(1000, { stopDistance: 0.05 }), { stopMaxPct: 5 }, ''],
  ["a short's take profit below zero", entry(-1000, { takeDistance: 1.2 }), {}, 'stop'],
  ['a take profit of no distance', entry(1000, { takeDistance: 0 }), {}, 'stop'],
  ['no take profit', entry(1000, { takeDistance: none }), {}, ''],
  ['an add with its stop near the price', add(1000, { units: 250, stopPrice: 1.0999 }), {}, ''],
  ['with its stop below zero', add(1000, { units: 250, stopPrice: -3e8 }), {}, 'stop'],
  ['with its stop 3.6 % away', add(1000, { units: 250, stopPrice: 1.06 }), {}, 'stop'],
  ['on the wrong side', add(-1000, { units: -250, stopPrice: 1.09 }), {}, 'stop'],
  ['short', add(-1000, { units: -250, stopPrice: 1.11 }), {}, ''],
  ['with a take profit below zero', add(1000, { units: 250, takePrice: -1 }), {}, 'stop'],
])('%s', (_, row, config, refused) => {
  const d = desk([{ rows: { EUR_USD: row } }], config)
  expect(d.refused(0)).toBe(refused)
  // Refused or passed as it is, never made smaller.
  expect([d.approved(0), d.trimmed(0)]).toEqual([refused ? 0 : row.increaseUnits, ''])
})
