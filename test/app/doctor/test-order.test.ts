/** The test order against the paper broker over real HTTP: whatever fails, nothing is left open, or a person reads what is. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CodedError } from '../../../lib/errors.js'
import { type OrderCase, placedOrder } from './placed-order.js'

const TYPES = ['MARKET_ORDER', 'ORDER_FILL', 'STOP_LOSS_ORDER', 'MARKET_ORDER', 'ORDER_FILL', 'ORDER_CANCEL']

const call = (on: string, fault: object, more: object = {}) => ({ on, fault, ...more })
const create = (fault: object, more: object = {}) => call('orders.create', fault, more)
const close = (fault: object, more: object = {}) => call('trades.close', fault, more)
const market = (instrument: string, more: object = {}) => ({
  type: 'MARKET',
  instrument,
  units: '5',
  timeInForce: 'FOK',
  ...more,
})

describe('a test order', () => {
  test('is filled, checked, closed, and seen in the stream', async () => {
    const { lines, trades, orders } = await placedOrder()
    expect(lines).toEqual([
      expect.stringMatching(/^ok test order: 1 EUR_USD filled at 1\.1001\d: trade \d+$/),
      expect.stringMatching(/^ok trade: \d+: 1 at 1\.1001\d, stop 1\.08\d+, named doctor-2024\d+$/),
      'ok position: EUR_USD long 1',
      'ok flat: no trade and no order of EUR_USD is left',
      expect.stringMatching(/^ok closed: MARKET_ORDER_TRADE_CLOSE: price 1\.10000, pl -0\.0001, /),
      expect.stringMatching(
        new RegExp(`^ok stream: sent every transaction: ${TYPES.map((type) => `\\d+ ${type}`).join(', ')}$`),
      ),
    ])
    expect([trades, orders]).toEqual([[], 0])
  })

  test('opens on a hedging account', async () => {
    const { lines, trades } = await placedOrder({ exchange: { hedging: true } })
    expect(lines.filter((line) => !line.startsWith('ok'))).toEqual([])
    expect(trades).toEqual([])
  })

  test.each<[string, OrderCase, string]>([
    [
      'a trade of the instrument is open',
      { before: market('EUR_USD') },
      'of EUR_USD is open: close it, or name another',
    ],
    [
      'an order of the instrument is pending',
      { before: { ...market('EUR_USD'), type: 'LIMIT', price: '1.0', timeInForce: 'GTC' } },
      'of EUR_USD is pending: cancel it',
    ],
    [
      'the market is closed',
      { events: [{ kind: 'halt', instrument: 'EUR_USD', ms: 60_000 }] },
      'EUR_USD cannot be traded now',
    ],
    ['the spread is wide', { spread: 0.01 }, 'EUR_USD has a spread of 90.9 bps, at most 20'],
    ['^C has come', { interrupted: true }, 'interrupted'],
    [
      'the stream does not open',
      { calls: [call('stream.transactions', { kind: 'status', status: 403 })] },
      'stream does not open: HTTP 403',
    ],
  ])('is not placed when %s', async (_, given, why) => {
    const { lines, types } = await placedOrder(given)
    expect(lines).toEqual([expect.stringContaining('failed test order: not placed: ')])
    expect(lines[0]).toContain(why)
    expect(types.filter((type) => type === 'MARKET_ORDER')).toHaveLength(
      given.before && 'price' in given.before === false ? 1 : 0,
    )
  })

  test.each<[string, object, string]>([
    ['rejected', { kind: 'reject', reason: 'INSUFFICIENT_MARGIN' }, 'rejected: INSUFFICIENT_MARGIN: '],
    [
      'cancelled',
      { kind: 'cancel', reason: 'MARKET_HALTED' },
      'cancelled: MARKET_HALTED (trading in the instrument is halted',
    ],
    ['unauthorized', { kind: 'status', status: 401 }, 'rejected: HTTP_401: '],
  ])('that is %s leaves nothing', async (_, fault, why) => {
    const { lines, trades } = await placedOrder({ calls: [create(fault)] })
    expect(lines).toEqual([expect.stringContaining('failed test order: EUR_USD was not filled, nothing is open: ')])
    expect(lines[0]).toContain(why)
    expect(trades).toEqual([])
  })

  test.each<[string, object]>([
    ['lost behind a page', { kind: 'status', status: 502, accept: true }],
    ['lost behind a refusal', { kind: 'status', status: 403, accept: true }],
    ['lost with its connection', { kind: 'reset', accept: true }],
    ['never sent', { kind: 'never', accept: true }],
    ['late', { kind: 'late', ms: 4_000 }],
    ['of a request that arrives later', { kind: 'defer', ms: 4_000 }],
  ])('whose answer is %s is found, checked and closed', async (_, fault) => {
    const { lines, trades } = await placedOrder({ calls: [create(fault)] })
    expect(lines.filter((line) => !line.startsWith('ok'))).toEqual([])
    expect(lines).toHaveLength(6)
    expect(trades).toEqual([])
  })

  test.each<[string, object]>([
    ['never arrives', { kind: 'reset', accept: false }],
    ['meets a limit', { kind: 'status', status: 429 }],
  ])('that %s is of unknown outcome', async (_, fault) => {
    const { lines, trades } = await placedOrder({ calls: [create(fault)], arrivesMs: 4_000 })
    expect(lines).toEqual([expect.stringContaining('THE OUTCOME IS NOT KNOWN: ')])
    expect(trades).toEqual([])
  })

  test.each<[string, readonly object[]]>([
    ['is cancelled once', [close({ kind: 'cancel', reason: 'MARKET_HALTED' })]],
    ['is rejected twice', [close({ kind: 'reject', reason: 'INTERNAL_SERVER_ERROR' }, { times: 2 })]],
    ['is unauthorized', [close({ kind: 'status', status: 401 })]],
    ['is done behind a page', [close({ kind: 'status', status: 502, accept: true })]],
    ['loses its connection, done', [close({ kind: 'reset', accept: true })]],
    ['loses its connection, not done', [close({ kind: 'reset', accept: false })]],
    ['gets no answer', [close({ kind: 'never', accept: true })]],
    [
      'is done, and the account cannot be read',
      [call('accounts.get', { kind: 'status', status: 503 }, { after: 4, times: 3 })],
    ],
  ])('whose close %s is closed', async (_, calls) => {
    const { lines, trades } = await placedOrder({ calls })
    expect(trades).toEqual([])
    expect(lines).toContain('ok flat: no trade and no order of EUR_USD is left')
  })

  test('whose close fails for good keeps its stop, and a person reads so; the next run closes it first', async () => {
    const { lines, trades } = await placedOrder({
      calls: [close({ kind: 'cancel', reason: 'MARKET_HALTED' }, { times: 0 })],
    })
    expect(trades).toEqual([{ units: 1, protected: true }])
    expect(lines.at(-1)).toMatch(
      /^failed test order: TRADE \d+ OF EUR_USD MAY BE OPEN: .*cancelled: MARKET_HALTED.*its stop stands/,
    )
    const extensions = { id: 'doctor-1', tag: 'sep' }
    const next = await placedOrder({
      before: market('EUR_USD', { clientExtensions: extensions, tradeClientExtensions: extensions }),
    })
    expect(next.lines[0]).toMatch(/^ok test order: trade \d+ of EUR_USD, left by an earlier test order, is closed$/)
    expect(next.lines.filter((line) => !line.startsWith('ok'))).toEqual([])
    expect(next.trades).toEqual([])
  })

  test.each<[string, OrderCase, string]>([
    [
      'the position cannot be read',
      { calls: [call('positions.list', { kind: 'status', status: 403 }, { times: 0 })] },
      'failed trade: GET ',
    ],
    [
      'the stream breaks',
      { lines: [{ on: 'line.transactions.transaction', fault: { kind: 'cut' } }] },
      'failed stream: did not send ',
    ],
    [
      'the stream leaves one out',
      { lines: [{ on: 'line.transactions.transaction', after: 1, fault: { kind: 'skip' } }] },
      'failed stream: did not send 4 ORDER_FILL',
    ],
  ])('is closed all the same when %s', async (_, given, failure) => {
    const { lines, trades } = await placedOrder(given)
    expect(lines.join('\n')).toContain(failure)
    expect(trades).toEqual([])
  })

  test('never leaves a trade that nobody reads of', async () => {
    const fault = fc.oneof(
      fc.record({
        kind: fc.constant('status'),
        status: fc.constantFrom(401, 403, 429, 500, 502, 504),
        accept: fc.boolean(),
      }),
      fc.record({ kind: fc.constantFrom('reset', 'never'), accept: fc.boolean() }),
      fc.record({ kind: fc.constant('defer'), ms: fc.constantFrom(2_000, 8_000) }),
      fc.record({ kind: fc.constant('cancel'), reason: fc.constantFrom('MARKET_HALTED', 'INSUFFICIENT_LIQUIDITY') }),
    )
    const rule = fc.record({
      on: fc.constantFrom(
        'orders.create',
        'trades.close',
        'accounts.get',
        'transactions.since',
        'trades.close',
        'orders.create',
      ),
      after: fc.nat(2),
      times: fc.integer({ min: 1, max: 3 }),
      fault,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { minLength: 1, maxLength: 3 }), async (rules) => {
        const { lines, trades, types, rejection } = await placedOrder({ calls: rules, arrivesMs: 12_000 })
        // Reads before the order may fail: then nothing was sent.
        if (rejection !== null) {
          expect(rejection).toBeInstanceOf(CodedError)
          expect(types).not.toContain('MARKET_ORDER')
        }
        if (trades.length === 0) return
        expect(lines.join('\n')).toMatch(/MAY BE OPEN|IS NOT KNOWN/)
        expect(trades.every((trade) => trade.protected)).toBe(true)
      }),
      { numRuns: 12 },
    )
  })
})
