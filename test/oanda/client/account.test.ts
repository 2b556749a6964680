import { describe, expect, test } from 'vitest'
import * as recorded from '../../support/recorded-broker.js'
import { json } from '../../support/scripted-server.js'
import { settleSockets } from '../../support/settle.js'
import { ACCOUNT, clientBench } from './client-bench.js'

const bench = clientBench()
const { create, outcome } = bench

const accountDocument = (more: object = {}) => ({
  account: {
    ...recorded.summary.account,
    id: ACCOUNT,
    hedgingEnabled: false,
    trades: [],
    orders: [],
    positions: [],
    ...more,
  },
  lastTransactionID: '31',
})

describe('account', () => {
  test('trades with their brackets, and pending orders without them', async () => {
    const { server, clock } = bench.parts()
    const trade = {
      id: '23',
      instrument: 'EUR_USD',
      price: '1.16377',
      openTime: '1514852541.189833163',
      currentUnits: '-100',
    }
    server.script.push(
      json(200, {
        accounts: [
          { id: 'other', tags: ['MT4'] },
          { id: ACCOUNT, tags: ['x'] },
        ],
      }),
      json(
        200,
        accountDocument({
          trades: [
            { ...trade, clientExtensions: { id: 'd1', tag: 'sep' } },
            { ...trade, id: '30' },
          ],
          orders: [
            { id: '24', type: 'STOP_LOSS', tradeID: '23', price: '1.17000' },
            { id: '25', type: 'TAKE_PROFIT', tradeID: '23', price: '1.15000' },
            { id: '26', type: 'TRAILING_STOP_LOSS', tradeID: '30' },
            { id: '27', type: 'LIMIT', instrument: 'USD_JPY', price: '101.000', clientExtensions: { id: 'mine' } },
          ],
        }),
      ),
    )
    expect(await settleSockets(clock, create().account())).toEqual({
      id: ACCOUNT,
      currency: 'JPY',
      balance: '3000000.0000',
      hedging: false,
      marginRate: '0.02',
      tags: ['x'],
      lastTransactionId: 31,
      trades: [
        {
          tradeId: '23',
          instrument: 'EUR_USD',
          units: '-100',
          price: '1.16377',
          openTsMs: 1514852541189,
          stopPrice: '1.17000',
          takePrice: '1.15000',
          tag: 'sep',
          clientId: 'd1',
        },
        {
          tradeId: '30',
          instrument: 'EUR_USD',
          units: '-100',
          price: '1.16377',
          openTsMs: 1514852541189,
          stopPrice: null,
          takePrice: null,
          tag: null,
          clientId: null,
        },
      ],
      nav: '3006400.0000',
      marginUsed: '577296.0000',
      marginAvailable: '2429304.0000',
      guaranteedStopsRequired: false,
      unreadable: [],
      hidden: { margin: 0, unrealized: 0 },
      unreadableSums: [],
      pendingOrders: [{ orderId: '27', clientId: 'mine', instrument: 'USD_JPY' }],
    })
  })

  test.each([
    ['MetaTrader by its tag', [{ id: ACCOUNT, tags: ['MT4'] }]],
    ['MetaTrader by its number', [{ id: ACCOUNT, mt4AccountID: 77, tags: [] }]],
    ['not ours', [{ id: '101-001-7654321-001', tags: [] }]],
  ])('refused: %s', async (_, accounts) => {
    const { server } = bench.parts()
    server.script.push(json(200, { accounts }))
    expect(await outcome(create().account())).toMatchObject({ code: 'broker-refused' })
    expect(server.seen).toHaveLength(1)
  })
})
