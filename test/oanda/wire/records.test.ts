import { describe, expect, test } from 'vitest'
import { toTransaction } from '../../../oanda/wire/to-transaction.js'
import * as wire from '../../../oanda/wire/records.js'
import * as recorded from '../../support/recorded-broker.js'

describe('recorded documents are read', () => {
  test('account summary', () => {
    const { account, lastTransactionID } = wire.accountSummary.parse(recorded.summary)
    expect([account.balance, account.NAV, account.hedgingEnabled, lastTransactionID]).toEqual([
      '3000000.0000',
      '3006400.0000',
      true,
      5,
    ])
  })
  test('instrument', () => {
    const [instrument] = wire.instruments.parse({ instruments: [recorded.instrument] }).instruments
    expect([instrument?.name, instrument?.displayPrecision, instrument?.marginRate]).toEqual(['EUR_USD', 5, '0.02'])
  })
  test('prices over REST and from the stream', () => {
    const price = wire.clientPrice.parse(wire.pricing.parse(recorded.pricing).prices[0])
    expect([price.instrument, price.bids[0]?.price, price.time]).toEqual([
      'ZAR_JPY',
      '7.721',
      Date.UTC(2023, 11, 29, 15, 27, 26, 635),
    ])
    expect(wire.clientPrice.parse(recorded.streamPrice).tradeable).toBe(false)
  })
  test('candles', () => {
    const candle = wire.candle.parse(wire.candles.parse(recorded.candles).candles[0])
    expect([candle.complete, candle.volume, candle.mid?.c, candle.time]).toEqual([
      false,
      18,
      '1.10726',
      Date.UTC(2023, 11, 29, 15, 22),
    ])
  })
  test('heartbeats', () => {
    expect(wire.heartbeat.parse(recorded.priceHeartbeat).lastTransactionID).toBeUndefined()
    expect(wire.heartbeat.parse(recorded.transactionHeartbeat).lastTransactionID).toBe(16388)
  })
  test.each([
    [recorded.streamTransaction, 16389, 'MARKET_ORDER'],
    [recorded.filled.orderFillTransaction, 23, 'ORDER_FILL'],
    [recorded.tradeClosed.orderFillTransaction, 214, 'ORDER_FILL'],
    [recorded.halted.orderCancelTransaction, 722703, 'ORDER_CANCEL'],
    [recorded.rejected.orderRejectTransaction, 64, 'LIMIT_ORDER_REJECT'],
    [recorded.financing, 121, 'DAILY_FINANCING'],
    [recorded.transfer, 1166, 'TRANSFER_FUNDS'],
  ])('transaction %#', (raw, id, type) => {
    expect(toTransaction(raw)).toEqual(expect.objectContaining({ id, type, raw }))
  })
})

describe('anything but a number is refused', () => {
  const bad = [
    '',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e-400',
    '1e5',
    '0x10',
    ' 1',
    '1,5',
    '1'.repeat(16),
    null,
    1.5,
    true,
  ]
  test.each(bad)('decimal %j', (value) => expect(wire.decimal.safeParse(value).success).toBe(false))
  test.each([...bad, '0', '-1', '0.000'])('price %j', (value) =>
    expect(wire.price.safeParse(value).success).toBe(false),
  )
  test.each(['0', '-0.1600', '0.00000000000000', '100000.0000', '999999999999999'])('decimal %s is one', (text) =>
    expect(wire.decimal.parse(text)).toBe(text),
  )
  test.each(['', '-1', '1.5', 'abc', 7, null])('transaction id %j', (value) =>
    expect(wire.transactionId.safeParse(value).success).toBe(false),
  )
  test('in any field of a transaction that moves money', () => {
    const fill = recorded.tradeClosed.orderFillTransaction
    for (const name of ['units', 'price', 'pl', 'financing', 'commission', 'accountBalance'])
      for (const value of bad) expect(toTransaction({ ...fill, [name]: value })).toBeNull()
    for (const value of bad)
      expect(toTransaction({ ...fill, tradeReduced: { ...fill.tradeReduced, realizedPL: value } })).toBeNull()
  })
  test('unknown fields are ignored, even those with evil names', () => {
    const line = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":1,"new":[],"id":"1","time":"0","type":"X"}',
    ) as object
    expect(toTransaction(line)?.id).toBe(1)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})
