import { describe, expect, test } from 'vitest'
import { cancelOrder, expire, replaceOrder, submitOrder } from '../../../operators/exchange/orders.js'
import { closePosition, closeTrade, nameOrder, nameTrade } from '../../../operators/exchange/requests.js'
import type { NewOrder } from '../../../operators/exchange/types.js'
import { accepted, EUR, lastOf, market, open, ordersOf, play, tradesOf } from './scenario.js'

const limit = (more: Partial<NewOrder> = {}): NewOrder => ({
  type: 'LIMIT',
  k: EUR,
  units: 1000,
  price: 1.05,
  ...more,
})
/** An account with one long trade of 1000. */
const held = () => {
  const ex = open()
  submitOrder(ex, market(1000), 0)
  play(ex, EUR, [1.1])
  return { ex, tradeId: ex.trades[EUR]![0]!.id }
}

describe('rejected', () => {
  test.each<[string, NewOrder, string]>([
    ['no units', market(0), 'UNITS_INVALID'],
    ['half a unit', market(0.5), 'UNITS_PRECISION_EXCEEDED'],
    ['more than the instrument allows', market(1e8 + 1), 'UNITS_LIMIT_EXCEEDED'],
    ['an unknown instrument', market(1, {}, 9), 'INSTRUMENT_UNKNOWN'],
    ['a limit without a price', { type: 'LIMIT', k: EUR, units: 1 }, 'PRICE_MISSING'],
    ['a price with too many decimals', limit({ price: 1.123456 }), 'PRICE_PRECISION_EXCEEDED'],
    ['a negative price', limit({ price: -1 }), 'PRICE_INVALID'],
    ['a bound off the grid', market(1, { priceBound: 1.000001 }), 'PRICE_BOUND_PRECISION_EXCEEDED'],
    ['a market order good till cancelled', market(1, { timeInForce: 'GTC' }), 'TIME_IN_FORCE_INVALID'],
    ['if touched, or kill', { ...limit(), type: 'MARKET_IF_TOUCHED', timeInForce: 'FOK' }, 'TIME_IN_FORCE_INVALID'],
    ['GTD without a time', limit({ timeInForce: 'GTD' }), 'TIME_IN_FORCE_GTD_TIMESTAMP_MISSING'],
    ['GTD in the past', limit({ timeInForce: 'GTD', gtdTsMs: 0 }), 'TIME_IN_FORCE_GTD_TIMESTAMP_IN_PAST'],
    ['a bracket without its trade', limit({ type: 'STOP_LOSS', units: 0, tradeId: 7 }), 'TRADE_DOESNT_EXIST'],
    [
      'protection off the grid',
      market(1, { stopLossOnFill: { price: 1.000001 } }),
      'STOP_LOSS_ON_FILL_PRICE_PRECISION_EXCEEDED',
    ],
    ['protection of nothing', market(1, { takeProfitOnFill: {} }), 'TAKE_PROFIT_ON_FILL_PRICE_MISSING'],
    [
      'protection by price and distance',
      market(1, { stopLossOnFill: { price: 1, distance: 1 } }),
      'STOP_LOSS_ON_FILL_PRICE_AND_DISTANCE_BOTH_SPECIFIED',
    ],
    [
      'a trailing stop too near',
      market(1, { trailingStopLossOnFill: { distance: 0.0001 } }),
      'TRAILING_STOP_LOSS_ON_FILL_PRICE_DISTANCE_MINIMUM_NOT_MET',
    ],
  ])('%s', (_name, request, reason) => {
    const ex = open()
    const before = ex.lastTransactionId
    expect(submitOrder(ex, request, 1)).toBe(reason)
    expect(ex.log.at(-1)).toMatchObject({ type: `${request.type}_ORDER_REJECT`, rejectReason: reason })
    expect([ex.lastTransactionId, ordersOf(ex)]).toEqual([before + 1, []])
  })

  test('a second bracket of a kind, a trailing distance out of bounds, a stop by both price and distance', () => {
    const { ex, tradeId } = held()
    const bracket = (type: NewOrder['type'], more: Partial<NewOrder>) =>
      submitOrder(ex, { type, k: EUR, units: 0, tradeId, ...more }, 1)
    accepted(bracket('STOP_LOSS', { price: 1.05 }))
    expect(bracket('STOP_LOSS', { price: 1.06 })).toBe('STOP_LOSS_ORDER_ALREADY_EXISTS')
    expect(bracket('TAKE_PROFIT', { price: 1.2, distance: 0.1 })).toBe(
      'TAKE_PROFIT_ORDER_PRICE_AND_DISTANCE_BOTH_SPECIFIED',
    )
    expect(bracket('TRAILING_STOP_LOSS', { distance: 1.1 })).toBe('PRICE_DISTANCE_MAXIMUM_EXCEEDED')
  })
})

describe('the life of an order', () => {
  test('good till a date, and good for the New York day', () => {
    const ex = open()
    const noon = Date.UTC(2024, 2, 5, 17)
    submitOrder(ex, limit({ timeInForce: 'GTD', gtdTsMs: noon + 100 }), noon)
    submitOrder(ex, limit({ timeInForce: 'GFD' }), noon)
    expire(ex, EUR, noon + 99)
    expect(ex.orders[EUR]!.length).toBe(2)
    expire(ex, EUR, noon + 100)
    expect([ex.orders[EUR]!.length, lastOf(ex, 'ORDER_CANCEL')['reason']]).toEqual([1, 'TIME_IN_FORCE_EXPIRED'])
    // 17:00 New York in winter.
    expire(ex, EUR, Date.UTC(2024, 2, 5, 22) - 1)
    expect(ex.orders[EUR]!.length).toBe(1)
    expire(ex, EUR, Date.UTC(2024, 2, 5, 22))
    expect(ex.orders[EUR]).toEqual([])
  })

  test('an order that expires at the open of a bar does not see it; one that expires inside does', () => {
    const ex = open()
    submitOrder(ex, limit({ price: 1.2, timeInForce: 'GTD', gtdTsMs: 60_000 }), 0)
    submitOrder(ex, limit({ price: 1.2, timeInForce: 'GTD', gtdTsMs: 60_001 }), 0)
    play(ex, EUR, [1.1], { tsMs: 120_000 })
    expect(tradesOf(ex).length).toBe(1)
  })

  test('protection on fill can expire too, and leaves its trade', () => {
    const ex = open()
    submitOrder(ex, market(1000, { stopLossOnFill: { price: 1.05, timeInForce: 'GTD', gtdTsMs: 500_000 } }), 0)
    play(ex, EUR, [1.1], { tsMs: 120_000 })
    expect(ex.trades[EUR]![0]!.stop!.price).toBe(1.05)
    play(ex, EUR, [1.1], { tsMs: 600_000 })
    expect(ex.trades[EUR]![0]!.stop).toBe(null)
  })

  test('cancel on request, and of an unknown order', () => {
    const ex = open()
    const order = accepted(submitOrder(ex, limit({ clientExtensions: { id: 'a' } }), 1))
    expect(cancelOrder(ex, order.id, 2)).toBe(null)
    expect(ex.log.at(-1)).toMatchObject({
      type: 'ORDER_CANCEL',
      orderID: String(order.id),
      clientOrderID: 'a',
      reason: 'CLIENT_REQUEST',
    })
    expect(cancelOrder(ex, order.id, 3)).toBe('ORDER_DOESNT_EXIST')
    expect(ex.log.at(-1)).toMatchObject({ type: 'ORDER_CANCEL_REJECT', rejectReason: 'ORDER_DOESNT_EXIST' })
  })

  test('replace: cancel and create name each other and share a batch', () => {
    const ex = open()
    const order = accepted(submitOrder(ex, limit({ clientExtensions: { id: 'a' } }), 1))
    const next = accepted(replaceOrder(ex, order.id, limit({ price: 1.06, clientExtensions: { id: 'a' } }), 2))
    const [cancelled, created] = ex.log.slice(-2)
    expect(cancelled).toMatchObject({
      reason: 'CLIENT_REQUEST_REPLACED',
      orderID: String(order.id),
      replacedByOrderID: String(next.id),
    })
    expect(created).toMatchObject({
      type: 'LIMIT_ORDER',
      id: String(next.id),
      batchID: cancelled!.id,
      reason: 'REPLACEMENT',
      replacesOrderID: String(order.id),
      price: '1.06000',
    })
    expect(ordersOf(ex).map(({ id }) => id)).toEqual([next.id])
  })

  test('an invalid replacement leaves the order; a bracket is replaced on its trade', () => {
    const { ex, tradeId } = held()
    const order = accepted(submitOrder(ex, limit(), 1))
    expect(replaceOrder(ex, order.id, { ...limit(), type: 'STOP' }, 2)).toBe('REPLACING_ORDER_INVALID')
    expect(replaceOrder(ex, order.id, limit({ price: -1 }), 2)).toBe('PRICE_INVALID')
    expect(replaceOrder(ex, 999, limit(), 2)).toBe('ORDER_DOESNT_EXIST')
    expect(ex.orders[EUR]).toEqual([order])
    const stop: NewOrder = { type: 'STOP_LOSS', k: EUR, units: 0, tradeId, price: 1.05 }
    const first = accepted(submitOrder(ex, stop, 2))
    const second = accepted(replaceOrder(ex, first.id, { ...stop, price: 1.06 }, 3))
    expect(ex.trades[EUR]![0]!.stop).toBe(second)
  })
})

describe('client extensions', () => {
  test('an id is unique among pending orders and open trades, and free again afterwards', () => {
    const ex = open()
    const order = accepted(submitOrder(ex, limit({ clientExtensions: { id: 'a' } }), 1))
    expect(submitOrder(ex, limit({ clientExtensions: { id: 'a' } }), 1)).toBe('CLIENT_ORDER_ID_ALREADY_EXISTS')
    cancelOrder(ex, order.id, 2)
    accepted(submitOrder(ex, limit({ clientExtensions: { id: 'a' } }), 3))
    const named = { tradeClientExtensions: { id: 't', tag: 'x' } }
    submitOrder(ex, market(100, named), 4)
    submitOrder(ex, market(100, named), 4)
    play(ex, EUR, [1.1])
    expect(lastOf(ex, 'ORDER_CANCEL')['reason']).toBe('CLIENT_TRADE_ID_ALREADY_EXISTS')
    expect(submitOrder(ex, market(100, named), 5)).toBe('CLIENT_TRADE_ID_ALREADY_EXISTS')
    expect(ex.trades[EUR]![0]!.clientExtensions).toEqual({ id: 't', tag: 'x' })
  })

  test('can be set later, field by field', () => {
    const { ex, tradeId } = held()
    const order = accepted(submitOrder(ex, limit({ clientExtensions: { id: 'a' } }), 1))
    expect(nameOrder(ex, order.id, { order: { tag: 'b' }, trade: { comment: 'c' } }, 2)).toBe(null)
    expect([order.clientExtensions, order.tradeClientExtensions]).toEqual([{ id: 'a', tag: 'b' }, { comment: 'c' }])
    expect(nameTrade(ex, tradeId, { id: 't' }, 2)).toBe(null)
    expect(ex.trades[EUR]![0]!.clientExtensions).toEqual({ id: 't' })
    expect([nameOrder(ex, 99, { order: {} }, 2), nameTrade(ex, 99, {}, 2)]).toEqual([
      'ORDER_DOESNT_EXIST',
      'TRADE_DOESNT_EXIST',
    ])
    expect(nameOrder(ex, order.id, { trade: { id: 't' } }, 2)).toBe('CLIENT_TRADE_ID_ALREADY_EXISTS')
  })
})

describe('closing', () => {
  test('a trade by units', () => {
    const { ex, tradeId } = held()
    const order = accepted(closeTrade(ex, tradeId, 400, 1))
    expect(ex.log.at(-1)).toMatchObject({
      type: 'MARKET_ORDER',
      reason: 'TRADE_CLOSE',
      units: '-400',
      positionFill: 'REDUCE_ONLY',
      tradeClose: { tradeID: String(tradeId), units: '400' },
    })
    play(ex, EUR, [1.1])
    expect(lastOf(ex, 'ORDER_FILL')).toMatchObject({
      orderID: String(order.id),
      reason: 'MARKET_ORDER_TRADE_CLOSE',
      tradeReduced: { tradeID: String(tradeId), units: '-400', realizedPL: '-0.0800' },
    })
    expect(closeTrade(ex, tradeId, 601, 2)).toBe('CLOSE_TRADE_UNITS_EXCEED_TRADE_SIZE')
    expect(closeTrade(ex, tradeId, 0, 2)).toBe('UNITS_INVALID')
    expect(closeTrade(ex, tradeId, Number.NaN, 2)).toBe('UNITS_INVALID')
    expect(closeTrade(ex, 99, 'ALL', 2)).toBe('TRADE_DOESNT_EXIST')
    expect(ex.log.at(-1)).toMatchObject({ type: 'MARKET_ORDER_REJECT', reason: 'TRADE_CLOSE' })
    accepted(closeTrade(ex, tradeId, 'ALL', 3))
    play(ex, EUR, [1.1])
    expect(tradesOf(ex)).toEqual([])
  })

  test('a position, oldest trades first', () => {
    const ex = open()
    for (const units of [-300, -200, -100]) {
      submitOrder(ex, market(units), 0)
      play(ex, EUR, [1.1])
    }
    expect(closePosition(ex, EUR, 'long', 'ALL', 1)).toBe('CLOSEOUT_POSITION_DOESNT_EXIST')
    expect(closePosition(ex, EUR, 'short', 601, 1)).toBe('CLOSEOUT_POSITION_UNITS_EXCEED_POSITION_SIZE')
    accepted(closePosition(ex, EUR, 'short', 400, 1))
    expect(ex.log.at(-1)).toMatchObject({
      reason: 'POSITION_CLOSEOUT',
      shortPositionCloseout: { instrument: 'EUR_USD', units: '400' },
    })
    play(ex, EUR, [1.1])
    expect(tradesOf(ex).map(([units]) => units)).toEqual([-100, -100])
    const fill = lastOf(ex, 'ORDER_FILL')
    expect(fill['reason']).toBe('MARKET_ORDER_POSITION_CLOSEOUT')
    expect((fill['tradesClosed'] as unknown[]).length).toBe(1)
    accepted(closePosition(ex, EUR, 'short', 'ALL', 2))
    play(ex, EUR, [1.1])
    expect(tradesOf(ex)).toEqual([])
  })

  test('the sides of a hedging account separately', () => {
    const ex = open({ hedging: true })
    for (const units of [300, -200]) {
      submitOrder(ex, market(units), 0)
      play(ex, EUR, [1.1])
    }
    accepted(closePosition(ex, EUR, 'long', 'ALL', 1))
    play(ex, EUR, [1.1])
    expect(tradesOf(ex).map(([units]) => units)).toEqual([-200])
  })
})
