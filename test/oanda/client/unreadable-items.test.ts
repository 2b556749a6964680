import { describe, expect, test } from 'vitest'
import type { BrokerAccount } from '../../../model/broker-client.js'
import { frozenInstruments, itemText, stopsIncreases } from '../../../model/unreadable-items.js'
import * as recorded from '../../support/recorded-broker.js'
import { json } from '../../support/scripted-server.js'
import { ACCOUNT, clientBench } from './client-bench.js'

const bench = clientBench()
const TRADE = {
  ...{ id: '23', instrument: 'EUR_USD', price: '1.16377', openTime: '1514852541.189833163', currentUnits: '-100' },
  ...{ unrealizedPL: '-20.0000', marginUsed: '300.0000', clientExtensions: { tag: 'sep' } },
}
const OTHER = { ...TRADE, id: '30', instrument: 'USD_JPY', unrealizedPL: '10.0000', marginUsed: '200.0000' }
const LIMIT = { id: '27', type: 'LIMIT', instrument: 'USD_JPY', price: '101.000' }

/** The account as read from a document with the given items; NAV 1000 above the balance, margin 500. */
const read = async (more: object): Promise<BrokerAccount> => {
  const { server } = bench.parts()
  const account = {
    ...recorded.summary.account,
    id: ACCOUNT,
    trades: [OTHER],
    orders: [LIMIT],
    positions: [{ bad: 1 }],
  }
  const sums = { balance: '100000.0000', NAV: '100100.0000', marginUsed: '500.0000', marginAvailable: '99600.0000' }
  server.script.push(
    json(200, { accounts: [{ id: ACCOUNT, tags: [] }] }),
    json(200, { account: { ...account, ...sums, ...more }, lastTransactionID: '31' }),
  )
  return (await bench.outcome(bench.create().account())) as BrokerAccount
}
const named = ({ unreadable }: BrokerAccount) => unreadable.map(itemText)

describe('an item that cannot be understood', () => {
  test.each<[string, object, string, readonly string[]]>([
    ['an order priced 0', { orders: [{ ...LIMIT, price: '0' }, LIMIT] }, 'order 27 (USD_JPY)', ['USD_JPY']],
    ['an order priced below 0', { orders: [{ ...LIMIT, price: '-1.5' }] }, 'order 27 (USD_JPY)', ['USD_JPY']],
    ['an order with a number as its price', { orders: [{ ...LIMIT, price: 101 }] }, 'order 27 (USD_JPY)', ['USD_JPY']],
    ['an order without an id', { orders: [{ ...LIMIT, id: undefined }] }, 'order without a readable id', ['USD_JPY']],
    [
      'a stop of a trade: the instrument is that of the trade',
      { trades: [TRADE], orders: [{ id: '24', type: 'STOP_LOSS', tradeID: '23', price: 'x' }] },
      'order 24 (EUR_USD)',
      ['EUR_USD'],
    ],
    ['a trade priced 0', { trades: [OTHER, { ...TRADE, price: '0' }] }, 'trade 23 (EUR_USD): price', ['EUR_USD']],
    ['a trade with bad units', { trades: [{ ...TRADE, currentUnits: 'NaN' }] }, 'trade 23 (EUR_USD)', ['EUR_USD']],
    ['a trade without a time', { trades: [{ ...TRADE, openTime: 'soon' }] }, 'trade 23 (EUR_USD)', ['EUR_USD']],
    ['a trade whose id is no number', { trades: [{ ...TRADE, id: 'x7' }] }, 'trade without a readable id', ['EUR_USD']],
  ])('%s freezes its instrument', async (_, more, text, frozen) => {
    const account = await read(more)
    expect(named(account)).toEqual([expect.stringContaining(text)])
    expect([frozenInstruments(account), stopsIncreases(account)]).toEqual([frozen, null])
  })

  test.each<[string, object, string]>([
    ['a trade of no instrument', { trades: [{ ...TRADE, instrument: '???' }] }, 'trade 23 (instrument unreadable)'],
    ['a trade that is text', { trades: ['trade'] }, 'trade without a readable id'],
    ['an order that is nothing', { orders: [null] }, 'order without a readable id'],
    ['an order of no trade and no instrument', { orders: [{ id: '24', type: 'STOP' }] }, 'names neither'],
    ['a NAV that is no number', { NAV: 'NaN' }, "the account's NAV"],
    ['no free margin', { marginAvailable: undefined }, "the account's marginAvailable"],
    ['a margin rate that is no number', { marginRate: 'x' }, "the account's marginRate"],
    [
      'a trade whose share of the sums is not known',
      {
        trades: [
          { ...OTHER, marginUsed: 'x' },
          { ...TRADE, price: '0' },
        ],
      },
      'sums of its unreadable trades',
    ],
  ])('%s stops every increase', async (_, more, text) => {
    expect(stopsIncreases(await read(more))).toContain(text)
  })

  test('what the sums hold beyond the readable trades is its own', async () => {
    const account = await read({ trades: [OTHER, { ...TRADE, price: '-1' }] })
    expect(account.hidden).toEqual({ margin: 300, unrealized: 90 })
    expect(account.trades.map(({ tradeId }) => tradeId)).toEqual(['30'])
    expect(account).toMatchObject({ nav: '100100.0000', marginUsed: '500.0000', marginAvailable: '99600.0000' })
  })

  test('without one, nothing is frozen, stopped or hidden, and a margin rate may be absent', async () => {
    const account = await read({ marginRate: undefined })
    expect([named(account), stopsIncreases(account), frozenInstruments(account)]).toEqual([[], null, []])
    expect(account.hidden).toEqual({ margin: 0, unrealized: 0 })
  })

  test('without balance, currency or last transaction there is no account', async () => {
    expect(await read({ balance: 'x' })).toMatchObject({ code: 'broker-unavailable' })
  })
})
