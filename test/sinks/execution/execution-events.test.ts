import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BrokerTransaction } from '../../../model/broker-client.js'
import { EXECUTIONS, REASON } from '../../../model/codes.js'
import { type Attribution, type BrokerView, EMPTY_VIEW } from '../../../sinks/execution/broker-view.js'
import { type Applied, applyTransaction } from '../../../sinks/execution/execution-events.js'
import type { ExecutionRow } from '../../../streams/execution/record.js'

const indexOf = (name: string) => ['AUD_USD', 'EUR_USD'].indexOf(name)
const tx = (id: number, type: string, raw: Record<string, unknown> = {}): BrokerTransaction => ({
  id,
  tsMs: 1000 * id,
  type,
  raw: { id: String(id), type, ...raw },
})
const ENTRY: Attribution = { decisionId: 'd1', decisionTsMs: 900, reason: REASON.entry, origin: 'decision' }
const CLOSE: Attribution = { decisionId: 'd2', decisionTsMs: 4900, reason: REASON.slope, origin: 'decision' }

const run = (view: BrokerView, ...steps: readonly (readonly [BrokerTransaction, Attribution?])[]): Applied => {
  let applied: Applied = { view, rows: [], alarms: [] }
  const rows: ExecutionRow[] = []
  const alarms: string[] = []
  for (const [transaction, by] of steps) {
    applied = applyTransaction(applied.view, transaction, by ?? null, indexOf)
    rows.push(...applied.rows)
    alarms.push(...applied.alarms)
  }
  return { view: applied.view, rows, alarms }
}
const brief = (rows: readonly ExecutionRow[]) =>
  rows.map(({ type, transactionId, instrument, tradeId, units, price, amount }) =>
    [EXECUTIONS[type], transactionId, instrument, tradeId, units, price, amount].join(' '),
  )

const opened: readonly (readonly [BrokerTransaction, Attribution?])[] = [
  [tx(1, 'MARKET_ORDER', { instrument: 'EUR_USD', units: '100' }), ENTRY],
  [
    tx(2, 'ORDER_FILL', {
      orderID: '1',
      instrument: 'EUR_USD',
      units: '100',
      price: '1.16377',
      pl: '0.0000',
      accountBalance: '99999.9604',
      reason: 'MARKET_ORDER',
      commission: '0.0100',
      tradeOpened: { price: '1.16377', tradeID: '2', units: '100', halfSpreadCost: '0.0089' },
    }),
  ],
  [tx(3, 'STOP_LOSS_ORDER', { tradeID: '2', price: '1.16010', reason: 'ON_FILL' })],
  [tx(4, 'TAKE_PROFIT_ORDER', { tradeID: '2', price: '1.17010', reason: 'ON_FILL' })],
]
const held = run(EMPTY_VIEW, ...opened).view

describe('an increase and its brackets', () => {
  test.each([
    [
      'a trade of the other side with our tag',
      '-40',
      'sep',
      ['SEP has long and short trades of EUR_USD: close one side by hand'],
    ],
    ['more of the same side', '40', 'sep', []],
    ['a foreign trade of the other side', '-40', 'other', ['foreign trade 9 of EUR_USD now holds -40 units']],
  ])('with a position open: %s', (_name, units, tag, said) => {
    const tradeOpened = { tradeID: '9', units, price: '1.1', clientExtensions: { tag } }
    const fill = tx(9, 'ORDER_FILL', { orderID: '8', instrument: 'EUR_USD', accountBalance: '1', tradeOpened })
    const { alarms, view } = run(held, [fill])
    expect([alarms.length, view.trades.size]).toEqual([said.length, 2])
    for (const [n, text] of said.entries()) expect(alarms[n]).toContain(text)
  })

  test('one row a transaction, the fill with what it cost', () => {
    const { rows, view, alarms } = run(EMPTY_VIEW, ...opened)
    expect(brief(rows)).toEqual([
      'noted 1 -1 0 0 NaN 0',
      'opened 2 1 2 100 1.16377 0',
      'stop_set 3 1 2 0 1.1601 0',
      'take_set 4 1 2 0 1.1701 0',
    ])
    expect(rows[1]).toMatchObject({
      decisionTsMs: 900,
      reason: REASON.entry,
      tsMs: 2000,
      spreadCost: 0.0089,
      commission: 0.01,
      balance: 99999.9604,
    })
    expect(view.trades.get(2)).toMatchObject({ units: 100, own: true })
    expect([...view.orders.keys()]).toEqual([3, 4])
    expect(alarms).toEqual([])
  })
})

describe('reductions of trade 2 (100 units long)', () => {
  const part = (units: string, more: object = {}) => ({
    tradeID: '2',
    units,
    price: '1.17',
    realizedPL: '0.5',
    ...more,
  })
  const fill = (id: number, reason: string, orderID: string, parts: object) =>
    tx(id, 'ORDER_FILL', {
      orderID,
      instrument: 'EUR_USD',
      price: '1.17',
      reason,
      accountBalance: '100000.5',
      ...parts,
    })
  test.each([
    ['our close', 'MARKET_ORDER_TRADE_CLOSE', '5', { tradesClosed: [part('-100')] }, 'closed', REASON.slope, 4900],
    ['part of it', 'MARKET_ORDER_TRADE_CLOSE', '5', { tradeReduced: part('-40') }, 'reduced', REASON.slope, 4900],
    ['the stop', 'STOP_LOSS_ORDER', '3', { tradesClosed: [part('-100')] }, 'closed', REASON.stop, Number.NaN],
    ['a trailing stop', 'TRAILING_STOP_LOSS_ORDER', '9', { tradesClosed: [part('-100')] }, 'closed', REASON.stop, NaN],
    ['the take', 'TAKE_PROFIT_ORDER', '4', { tradesClosed: [part('-100')] }, 'closed', REASON.take, Number.NaN],
    ['closeout', 'MARKET_ORDER_MARGIN_CLOSEOUT', '8', { tradesClosed: [part('-100')] }, 'closed', REASON.closeout, NaN],
    [
      'by hand',
      'MARKET_ORDER_POSITION_CLOSEOUT',
      '8',
      { tradesClosed: [part('-100')] },
      'closed',
      REASON.external,
      NaN,
    ],
  ] as const)('%s', (_name, reason, orderId, parts, type, expectedReason, decisionTsMs) => {
    const { rows, view } = run(
      held,
      [tx(5, 'MARKET_ORDER', { tradeClose: { tradeID: '2', units: 'ALL' } }), CLOSE],
      [fill(6, reason, orderId, parts)],
    )
    expect(brief(rows.slice(1))).toEqual([`${type} 6 1 2 ${type === 'closed' ? -100 : -40} 1.17 0.5`])
    expect(rows[1]).toMatchObject({ reason: expectedReason, decisionTsMs, balance: 100000.5 })
    expect(view.trades.get(2)?.units).toBe(type === 'closed' ? undefined : 60)
  })

  test('costs of a part: conversion and financing where the broker gives them', () => {
    const parts = {
      tradesClosed: [part('-100', { homeConversionCost: '0.02', financing: '-0.03', halfSpreadCost: '0.1' })],
    }
    const { rows } = run(held, [fill(5, 'STOP_LOSS_ORDER', '3', parts)])
    expect(rows[0]).toMatchObject({ conversionCost: 0.02, financing: -0.03, spreadCost: 0.1 })
  })
})

test('a bracket that is cancelled while its trade lives is gone; once the trade is closed it is noted', () => {
  expect(brief(run(held, [tx(5, 'ORDER_CANCEL', { orderID: '3', reason: 'CLIENT_REQUEST' })]).rows)).toEqual([
    'stop_set 5 1 2 0 NaN 0',
  ])
  const closed = run(held, [
    tx(5, 'ORDER_FILL', { orderID: '3', instrument: 'EUR_USD', tradesClosed: [{ tradeID: '2', units: '-100' }] }),
  ]).view
  expect(brief(run(closed, [tx(6, 'ORDER_CANCEL', { orderID: '4', reason: 'LINKED_TRADE_CLOSED' })]).rows)).toEqual([
    'noted 6 -1 0 0 NaN 0',
  ])
})

describe('money', () => {
  test('financing by trade, the rest for the account', () => {
    const { rows, view } = run(held, [
      tx(5, 'DAILY_FINANCING', {
        financing: '-3.5000',
        accountBalance: '99996.4604',
        positionFinancings: [
          { openTradeFinancings: [{ tradeID: '2', financing: '-1.2500' }] },
          { openTradeFinancings: [{ tradeID: '77', financing: '-2.2500' }] },
        ],
      }),
    ])
    expect(brief(rows)).toEqual(['financing 5 1 2 0 NaN -1.25', 'financing 5 -1 0 0 NaN -2.25'])
    expect(view.balance).toBe(99996.4604)
  })
  test('a transfer', () => {
    const { rows } = run(held, [tx(5, 'TRANSFER_FUNDS', { amount: '400.0000000000', accountBalance: '100399.9604' })])
    expect(brief(rows)).toEqual(['funds 5 -1 0 0 NaN 400'])
    expect(rows[0]?.balance).toBe(100399.9604)
  })
})

describe('what others do', () => {
  const foreignFill = tx(6, 'ORDER_FILL', {
    orderID: '5',
    instrument: 'EUR_USD',
    accountBalance: '1',
    tradeOpened: { tradeID: '6', units: '-30', price: '1.2' },
  })
  test('a foreign trade is shown and alarmed, its end too', () => {
    const there = run(held, [tx(5, 'MARKET_ORDER')], [foreignFill])
    expect(brief(there.rows)).toEqual(['noted 5 -1 0 0 NaN 0', 'foreign 6 1 6 -30 1.2 0'])
    const gone = run(there.view, [
      tx(7, 'ORDER_FILL', {
        instrument: 'EUR_USD',
        accountBalance: '1',
        tradesClosed: [{ tradeID: '6', units: '30' }],
      }),
    ])
    expect(brief(gone.rows)).toEqual(['foreign 7 1 6 0 1.2 0'])
    expect([there.alarms.length, gone.alarms.length]).toEqual([1, 1])
  })
  test('a late order of ours is adopted with an alarm', () => {
    const late = run(held, [tx(5, 'MARKET_ORDER'), { ...ENTRY, origin: 'external' }], [foreignFill])
    expect(brief(late.rows)[1]).toBe('opened 6 1 6 -30 1.2 0')
    expect(late.alarms).toEqual([expect.stringContaining('adopted'), expect.stringContaining('long and short')])
  })
  test('a tag that is taken makes the trade foreign', () => {
    const { rows, alarms } = run(held, [
      tx(5, 'TRADE_CLIENT_EXTENSIONS_MODIFY', { tradeID: '2', tradeClientExtensionsModify: { tag: 'mine' } }),
    ])
    expect(brief(rows)).toEqual(['repaired 5 1 2 0 1.16377 0', 'foreign 5 1 2 100 1.16377 0'])
    expect(alarms).toHaveLength(1)
  })
})

test.each([
  ['MARGIN_CALL_ENTER', 1],
  ['SOMETHING_NEW', 1],
  ['MARKET_ORDER_REJECT', 0],
  ['CLIENT_CONFIGURE', 0],
  ['CREATE', 0],
  ['RESET_RESETTABLE_PL', 0],
])('%s is noted, %i alarms', (type, alarms) => {
  const applied = run(held, [tx(5, type)])
  expect(brief(applied.rows)).toEqual(['noted 5 -1 0 0 NaN 0'])
  expect(applied.alarms).toHaveLength(alarms)
})

test('any object of any type gives a row, and never an exception', () => {
  const type = fc.constantFrom(
    'ORDER_FILL',
    'ORDER_CANCEL',
    'DAILY_FINANCING',
    'STOP_LOSS_ORDER',
    'TRANSFER_FUNDS',
    'X',
  )
  const field = fc.constantFrom(
    'orderID',
    'tradeID',
    'tradesClosed',
    'tradeReduced',
    'tradeOpened',
    'positionFinancings',
  )
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constant('2'),
    fc.constant({ tradeID: '2', units: '-1e400' }),
    fc.constant(['x']),
  )
  fc.assert(
    fc.property(type, fc.dictionary(field, value), (name, raw) => {
      const { rows, view } = run(held, [tx(5, name, raw)])
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.every((row) => row.transactionId === 5)).toBe(true)
      expect(view.lastTransactionId).toBe(5)
      expect([...view.trades.values()].every(({ units }) => Number.isFinite(units))).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
