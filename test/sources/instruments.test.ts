import { describe, expect, test } from 'vitest'
import { conversionPairs, loadInstruments, parseInstruments } from '../../sources/instruments.js'
import { putFile, temporaryFolder } from '../support/candle-files.js'

describe('a commission of its own', () => {
  const [eur] = loadInstruments(['EUR_USD'])
  const read = (commission: object) => parseInstruments([{ ...eur, commission }], 'here')[0]?.commission

  test.each([
    [
      'per units traded',
      { commission: '0.7', unitsTraded: '10000', minimumCommission: '0' },
      { perUnit: 0.00007, minimum: 0 },
    ],
    ['with a minimum', { commission: '0', unitsTraded: '1', minimumCommission: '2' }, { perUnit: 0, minimum: 2 }],
    ['of nothing is none', { commission: '0.0', unitsTraded: '10000', minimumCommission: '0' }, undefined],
  ])('%s', (_, commission, own) => expect(read(commission)).toEqual(own))

  test('that cannot be read is an error', () => {
    expect(() => read({ commission: 'x', unitsTraded: '1', minimumCommission: '0' })).toThrow(
      'here: instruments.0.commission',
    )
  })
})

describe('loadInstruments', () => {
  test.each([
    ['EUR_USD', -4, 5, 0.02, 100_000_000, 0.0005, 1],
    ['USD_JPY', -2, 3, 0.04, 100_000_000, 0.05, 100],
    ['GBP_USD', -4, 5, 0.05, 50_000_000, 0.0005, 1],
    ['EUR_JPY', -2, 3, 0.04, 100_000_000, 0.05, 100],
    ['USD_CAD', -4, 5, 0.02, 100_000_000, 0.0005, 1],
    ['NZD_USD', -4, 5, 0.03, 100_000_000, 0.0005, 1],
    ['AUD_USD', -4, 5, 0.03, 100_000_000, 0.0005, 1],
    ['USD_CHF', -4, 5, 0.04, 100_000_000, 0.0005, 1],
    ['GBP_JPY', -2, 3, 0.05, 100_000_000, 0.05, 100],
    ['EUR_SEK', -4, 5, 0.05, 100_000_000, 0.0005, 1],
  ])('%s', (name, pipLocation, displayPrecision, marginRate, maximumOrderUnits, trailMin, trailMax) => {
    expect(loadInstruments([name])).toEqual([
      {
        name,
        base: name.slice(0, 3),
        quote: name.slice(4),
        pipLocation,
        displayPrecision,
        tradeUnitsPrecision: 0,
        minimumTradeSize: 1,
        maximumOrderUnits,
        maximumPositionSize: 0,
        minimumTrailingStopDistance: trailMin,
        maximumTrailingStopDistance: trailMax,
        marginRate,
      },
    ])
  })

  test('the order of the names is kept', () => {
    expect(loadInstruments(['USD_JPY', 'EUR_SEK', 'AUD_USD']).map((one) => one.name)).toEqual([
      'USD_JPY',
      'EUR_SEK',
      'AUD_USD',
    ])
  })

  test("a file, for instance the broker's list, must hold them all and be right", () => {
    const folder = temporaryFolder()
    const eur = {
      name: 'EUR_USD',
      type: 'CURRENCY',
      displayName: 'EUR/USD',
      pipLocation: -4,
      displayPrecision: 5,
      tradeUnitsPrecision: 0,
      minimumTradeSize: '1',
      maximumOrderUnits: '5000',
      maximumPositionSize: '0',
      minimumTrailingStopDistance: '0.00050',
      maximumTrailingStopDistance: '1.00000',
      marginRate: '0.0333',
    }
    const file = (change: object) =>
      putFile(folder, 'instruments.json', JSON.stringify({ instruments: [{ ...eur, ...change }] }))
    expect(loadInstruments(['EUR_USD'], file({}))[0]).toMatchObject({
      marginRate: 0.0333,
      maximumOrderUnits: 5000,
      quote: 'USD',
    })
    const path = file({})
    expect(() => loadInstruments(['EUR_USD', 'USD_JPY'], path)).toThrow(`${path}: no specification of USD_JPY`)
    expect(() => loadInstruments(['EUR_USD'], file({ marginRate: '2' }))).toThrow(`${path}: instruments.0.marginRate: `)
    expect(() => loadInstruments(['EUR_USD'], file({ pipLocation: 'x' }))).toThrow(
      `${path}: instruments.0.pipLocation: `,
    )
    expect(() => loadInstruments(['EUR_USD'], putFile(folder, 'bad.json', '{'))).toThrow('bad.json: not JSON')
    expect(() => loadInstruments(['EUR_USD'], `${folder}/none.json`)).toThrow('none.json: ENOENT')
    expect(() => loadInstruments(['EURUSD'])).toThrow('EURUSD: not an instrument name')
  })
})

describe('conversionPairs', () => {
  test.each([
    ['quote is home', ['EUR_USD', 'GBP_USD'], ['EUR_USD', 'GBP_USD'], 'USD', []],
    ['converts itself', ['USD_JPY'], ['USD_JPY'], 'USD', ['USD_JPY']],
    ['a cross by a held pair', ['EUR_JPY'], ['EUR_JPY', 'USD_JPY', 'USD_CHF'], 'USD', ['USD_JPY']],
    ['the other way round', ['EUR_GBP'], ['EUR_GBP', 'GBP_USD'], 'USD', ['GBP_USD']],
    ['home EUR', ['EUR_USD'], ['EUR_USD', 'USD_JPY'], 'EUR', ['EUR_USD']],
    ['home EUR, quote JPY', ['USD_JPY', 'EUR_USD'], ['EUR_JPY', 'EUR_USD', 'USD_JPY'], 'EUR', ['EUR_JPY', 'EUR_USD']],
    ['straight before turned', ['EUR_JPY'], ['EUR_JPY', 'JPY_USD', 'USD_JPY'], 'USD', ['JPY_USD']],
  ])('%s', (_, traded, held, home, needed) => expect(conversionPairs(traded, held, home)).toEqual(needed))

  test('what is missing is named, all of it', () => {
    expect(() => conversionPairs(['EUR_JPY', 'EUR_GBP', 'EUR_USD'], ['EUR_JPY', 'EUR_GBP', 'EUR_USD'], 'USD')).toThrow(
      'EUR_JPY with home USD needs USD_JPY; EUR_GBP with home USD needs GBP_USD: add its candles',
    )
    expect(() => conversionPairs(['USD_CHF'], ['USD_CHF'], 'JPY')).toThrow('USD_CHF with home JPY needs CHF_JPY')
    expect(() => conversionPairs(['EUR_SEK'], ['EUR_SEK'], 'USD')).toThrow('EUR_SEK with home USD needs USD_SEK')
  })
})
