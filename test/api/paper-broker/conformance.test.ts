/** The broker's v20 interface, driven over real sockets by a client we did not write: npm `@oanda/v20`. */
import { createRequire } from 'node:module'
import { describe, expect, onTestFinished, test } from 'vitest'
import { minuteFeed } from '../../../api/paper-broker/market/minute-feed.js'
import { scaledClock, systemClock } from '../../../lib/clock.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { createWorld } from '../../../model/world.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { syntheticMarket } from '../../../sources/synthetic/market.js'
import { ACCOUNT, start, START_MS, TOKEN } from '../../support/start-broker.js'

// oxlint-disable-next-line typescript/no-explicit-any
type Any = any
const require = createRequire(import.meta.url)
// Works around a bug in the client: its price stream uses a class that it does not import.
;(globalThis as Any).Price = require('@oanda/v20/pricing').ClientPrice
const { Context } = require('@oanda/v20/context') as Any
const { MarketOrderRequest, LimitOrderRequest } = require('@oanda/v20/order') as Any

const PAIRS = ['EUR_USD', 'USD_JPY']
const HISTORY_MINUTES = 60
const SPEED = 60

/** A client of a broker of the test's own, whose market runs at 60 times real time. */
const connect = async () => {
  const world = createWorld(loadInstruments(PAIRS), 'USD')
  const market = syntheticMarket({ seed: 5, startMs: START_MS - HISTORY_MINUTES * MINUTE_MS, pairs: PAIRS })
  const feed = minuteFeed({
    world,
    series: market.next(HISTORY_MINUTES),
    fromMs: START_MS,
    more: () => market.next(1),
    isOpen: () => true,
  })
  const started = await start({ feed, clock: scaledClock(systemClock, { startMs: START_MS, speed: SPEED }) })
  const stop = new AbortController()
  const running = started.broker.run(stop.signal)
  onTestFinished(async () => {
    stop.abort()
    await running
    await started.close()
  })
  const context = new Context('127.0.0.1', started.port, false, 'conformance')
  context.setToken(TOKEN)
  const call = (entity: string, method: string, ...parameters: Any[]): Promise<Any> =>
    new Promise((resolve) => context[entity][method](...parameters, resolve))
  return { call, context }
}

/** Lines of a stream. `until` resolves once `done` holds; every arriving line is checked. */
const inbox = () => {
  const lines: Any[] = []
  let check = () => {}
  return {
    lines,
    push: (line: Any): void => {
      lines.push(line)
      check()
    },
    until: (done: (lines: readonly Any[]) => boolean): Promise<void> =>
      new Promise((resolve) => {
        check = () => {
          if (done(lines)) resolve()
        }
        check()
      }),
  }
}

describe('the official client', () => {
  test('reads accounts, summary, instruments, configuration, changes', async () => {
    const { call } = await connect()
    const listed = await call('account', 'list')
    expect([listed.statusCode, listed.body.accounts.map(({ id }: Any) => id)[0]]).toEqual(['200', ACCOUNT])
    const summary = await call('account', 'summary', ACCOUNT)
    expect([summary.statusCode, summary.body.account.NAV, summary.body.lastTransactionID]).toEqual([
      '200',
      '100000.0000',
      '2',
    ])
    const whole = await call('account', 'get', ACCOUNT)
    expect([whole.body.account.trades, whole.body.account.orders, whole.body.account.positions]).toEqual([[], [], []])
    const instruments = await call('account', 'instruments', ACCOUNT, { instruments: 'EUR_USD' })
    expect(instruments.body.instruments[0]).toMatchObject({ name: 'EUR_USD', displayPrecision: 5, marginRate: '0.02' })
    const configured = await call('account', 'configure', ACCOUNT, { alias: 'test', marginRate: '0.03' })
    expect([configured.statusCode, configured.body.clientConfigureTransaction.type]).toEqual([
      '200',
      'CLIENT_CONFIGURE',
    ])
    const refused = await call('account', 'configure', ACCOUNT, { marginRate: '7' })
    expect([refused.statusCode, refused.body.errorCode]).toEqual(['400', 'MARGIN_RATE_INVALID'])
    const changes = await call('account', 'changes', ACCOUNT, { sinceTransactionID: '2' })
    expect(changes.body.changes.transactions.map(({ type }: Any) => type)).toEqual([
      'CLIENT_CONFIGURE',
      'CLIENT_CONFIGURE_REJECT',
    ])
    expect(changes.body.state.NAV).toBe('100000.0000')
  })

  test('reads prices and candles', async () => {
    const { call } = await connect()
    const prices = await call('pricing', 'get', ACCOUNT, { instruments: PAIRS.join(','), includeHomeConversions: true })
    expect(prices.body.prices.map(({ instrument }: Any) => instrument)).toEqual(PAIRS)
    expect(prices.body.prices[0].bids[0].price).toMatch(/^\d\.\d{5}$/)
    expect(prices.body.homeConversions.map(({ currency }: Any) => currency)).toEqual(['EUR', 'USD', 'JPY'])
    const unknown = await call('pricing', 'get', ACCOUNT, { instruments: 'EUR_USD,AAA_BBB' })
    expect([unknown.statusCode, JSON.parse(unknown.rawBody).errorMessage]).toEqual([
      '400',
      "Invalid value specified for 'instruments'",
    ])
    const candles = await call('instrument', 'candles', 'EUR_USD', { granularity: 'M1', count: 5, price: 'MBA' })
    expect([candles.body.candles.length, candles.body.granularity]).toEqual([5, 'M1'])
    expect(candles.body.candles[0].bid.o).toMatch(/^\d\.\d{5}$/)
  })

  test('opens, protects, reduces and closes', async () => {
    const { call } = await connect()
    const created = await call('order', 'create', ACCOUNT, {
      order: new MarketOrderRequest({
        instrument: 'EUR_USD',
        units: '1000',
        takeProfitOnFill: { price: '1.50000' },
        stopLossOnFill: { distance: '0.10000' },
        clientExtensions: { id: 'first', tag: 'test' },
        tradeClientExtensions: { id: 'mine' },
      }),
    })
    expect(created.statusCode).toBe('201')
    const id = created.body.orderFillTransaction.tradeOpened.tradeID
    expect(created.body.relatedTransactionIDs).toHaveLength(4)
    const trade = await call('trade', 'get', ACCOUNT, id)
    expect([
      trade.body.trade.state,
      trade.body.trade.takeProfitOrder.price,
      trade.body.trade.clientExtensions.id,
    ]).toEqual(['OPEN', '1.50000', 'mine'])
    const named = await call('trade', 'get', ACCOUNT, '@mine')
    expect(named.body.trade.id).toBe(id)
    const replaced = await call('trade', 'setDependentOrders', ACCOUNT, id, { takeProfit: { price: '1.60000' } })
    expect([replaced.statusCode, replaced.body.takeProfitOrderTransaction.replacesOrderID]).toEqual([
      '200',
      replaced.body.takeProfitOrderCancelTransaction.orderID,
    ])
    const partial = await call('trade', 'close', ACCOUNT, id, { units: '400' })
    expect([partial.statusCode, partial.body.orderFillTransaction.tradeReduced.units]).toEqual(['200', '-400'])
    const position = await call('position', 'get', ACCOUNT, 'EUR_USD')
    expect([position.body.position.long.units, position.body.position.short.units]).toEqual(['600', '0'])
    const extended = await call('trade', 'setClientExtensions', ACCOUNT, id, { clientExtensions: { comment: 'held' } })
    expect(extended.body.tradeClientExtensionsModifyTransaction.type).toBe('TRADE_CLIENT_EXTENSIONS_MODIFY')
    const closed = await call('position', 'close', ACCOUNT, 'EUR_USD', { longUnits: 'ALL' })
    expect([closed.statusCode, closed.body.longOrderFillTransaction.reason]).toEqual([
      '200',
      'MARKET_ORDER_POSITION_CLOSEOUT',
    ])
    const open = await call('trade', 'listOpen', ACCOUNT)
    expect(open.body.trades).toEqual([])
    const over = await call('trade', 'list', ACCOUNT, { state: 'CLOSED' })
    expect([over.body.trades[0].id, over.body.trades[0].currentUnits]).toEqual([id, '0'])
  })

  test('keeps, replaces and cancels orders', async () => {
    const { call } = await connect()
    const made = await call('order', 'create', ACCOUNT, {
      order: new LimitOrderRequest({
        instrument: 'EUR_USD',
        units: '10',
        price: '0.90000',
        clientExtensions: { id: 'low' },
      }),
    })
    expect([made.statusCode, made.body.orderFillTransaction]).toEqual(['201', undefined])
    const pending = await call('order', 'listPending', ACCOUNT)
    expect(pending.body.orders.map(({ state, price }: Any) => [state, price])).toEqual([['PENDING', '0.90000']])
    const replaced = await call('order', 'replace', ACCOUNT, '@low', {
      order: new LimitOrderRequest({
        instrument: 'EUR_USD',
        units: '20',
        price: '0.91000',
        clientExtensions: { id: 'low' },
      }),
    })
    expect([replaced.statusCode, replaced.body.orderCancelTransaction.reason]).toEqual([
      '201',
      'CLIENT_REQUEST_REPLACED',
    ])
    const id = replaced.body.orderCreateTransaction.id
    const cancelled = await call('order', 'cancel', ACCOUNT, id)
    expect([cancelled.statusCode, cancelled.body.orderCancelTransaction.reason]).toEqual(['200', 'CLIENT_REQUEST'])
    const again = await call('order', 'cancel', ACCOUNT, id)
    expect([again.statusCode, again.body.errorCode]).toEqual(['404', 'ORDER_DOESNT_EXIST'])
    const order = await call('order', 'get', ACCOUNT, id)
    expect([order.body.order.state, order.body.order.units]).toEqual(['CANCELLED', '20'])
  })

  test('receives the reason of a refusal', async () => {
    const { call, context } = await connect()
    const zero = await call('order', 'create', ACCOUNT, {
      order: { type: 'MARKET', instrument: 'EUR_USD', units: '0' },
    })
    expect([zero.statusCode, zero.body.errorCode, zero.body.orderRejectTransaction.rejectReason]).toEqual([
      '400',
      'UNITS_INVALID',
      'UNITS_INVALID',
    ])
    const nothing = await call('trade', 'close', ACCOUNT, '999', { units: 'ALL' })
    expect([nothing.statusCode, nothing.body.errorCode]).toEqual(['404', 'TRADE_DOESNT_EXIST'])
    context.setToken('wrong')
    const stranger = await call('account', 'summary', ACCOUNT)
    expect([stranger.statusCode, JSON.parse(stranger.rawBody).errorMessage]).toEqual([
      '401',
      'Insufficient authorization to perform request.',
    ])
  })

  test('reads the transaction log', async () => {
    const { call } = await connect()
    for (const units of ['1', '2', '3'])
      await call('order', 'create', ACCOUNT, { order: new MarketOrderRequest({ instrument: 'EUR_USD', units }) })
    const since = await call('transaction', 'since', ACCOUNT, { id: '1' })
    expect(since.body.transactions.map(({ id }: Any) => id)).toEqual(['2', '3', '4', '5', '6', '7', '8'])
    const range = await call('transaction', 'range', ACCOUNT, { from: '1', to: '2' })
    expect(range.body.transactions.map(({ type }: Any) => type)).toEqual(['CREATE', 'TRANSFER_FUNDS'])
    const list = await call('transaction', 'list', ACCOUNT, { pageSize: 3 })
    expect([list.body.count, list.body.pages.length]).toEqual([8, 3])
    const one = await call('transaction', 'get', ACCOUNT, '2')
    expect(one.body.transaction.amount).toBe('100000.0000')
  })

  test('follows both streams', async () => {
    const { call, context } = await connect()
    const prices = inbox()
    const transactions = inbox()
    context.pricing.stream(ACCOUNT, { instruments: 'EUR_USD', snapshot: true }, prices.push, () => {})
    context.transaction.stream(ACCOUNT, transactions.push, () => {})
    // The first heartbeat shows that the transaction stream is open.
    await Promise.all([prices.until(({ length }) => length > 0), transactions.until(({ length }) => length > 0)])
    await call('order', 'create', ACCOUNT, { order: new MarketOrderRequest({ instrument: 'EUR_USD', units: '5' }) })
    await Promise.all([
      prices.until(
        (lines) =>
          lines.filter(({ type }) => type === 'PRICE').length > 3 && lines.some(({ type }) => type === 'HEARTBEAT'),
      ),
      transactions.until((lines) => lines.some(({ type }) => type === 'ORDER_FILL')),
    ])
    expect(prices.lines[0].type).toBe('PRICE')
    expect(transactions.lines.find(({ type }) => type === 'ORDER_FILL').units).toBe('5')
  })
})
