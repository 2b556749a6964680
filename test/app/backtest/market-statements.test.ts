import { expect, test } from 'vitest'
import { type MarketFacts, marketNotes, marketWarnings } from '../../../app/backtest/market-statements.js'
import { PLAIN_MARKET } from './plain-market.js'

test.each<[string, Partial<MarketFacts>, readonly string[]]>([
  ['nothing', {}, []],
  [
    'a wrong clock',
    { warnings: ['EUR_USD: wrong time zone: 3 of 3 weekends are 1 h too late'] },
    ['Data of EUR_USD: wrong time zone: 3 of 3 weekends are 1 h too late.'],
  ],
  [
    'crossed rows',
    { crossed: [{ instrument: 'EUR_USD', crossed: 8399, rows: 20_000 }] },
    [
      'Data of EUR_USD: bid above ask in 8,399 of 20,000 rows (42.0 %): their spread is taken as 0.1 pip, ' +
        'so these minutes cost too little.',
    ],
  ],
  [
    'guessed specifications',
    { assumed: ['USD_MXN'] },
    ['Assumed specification of USD_MXN: pip, sizes and a margin rate of 5 % are guesses.'],
  ],
])('warnings: %s', (_, facts, expected) => expect(marketWarnings({ ...PLAIN_MARKET, ...facts })).toEqual(expected))

test.each<['range' | 'parity' | null, string]>([
  ['range', 'No volume in the source of EUR_USD: their bits omit the volume test, and separate guard bounds apply.'],
  [
    'parity',
    'No volume in the source of EUR_USD: with qbsa.noVolume=parity the volume test always passes, so their bits follow the close alone.',
  ],
  [null, 'No volume in the source of EUR_USD.'],
])('no volume, bits by %s', (mode, expected) =>
  expect(marketNotes({ ...PLAIN_MARKET, noVolume: ['EUR_USD'] }, 'USD', mode)).toEqual([expected]),
)

test('sides, conversion and skipped rows', () =>
  expect(
    marketNotes({ ...PLAIN_MARKET, bidOnly: ['EUR_USD'], untraded: ['GBP_USD'], skipped: 2 }, 'USD', null),
  ).toEqual([
    'Only bids in the source of EUR_USD: asks are bid plus the spread model.',
    'Loaded only to convert to USD: GBP_USD.',
    '2 bad rows were skipped (--lenient).',
  ]))
