import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REASON } from '../../../model/codes.js'
import { matchQuote } from '../../../operators/exchange/matching.js'
import { roundAgainst } from '../../../operators/grid.js'
import { moneyText } from '../../../operators/exchange/money.js'
import { submitOrder } from '../../../operators/exchange/orders.js'
import { closeTrade } from '../../../operators/exchange/requests.js'
import type { Exchange, ExchangeConfig, NewOrder } from '../../../operators/exchange/types.js'
import { accepted, EUR, JPY, lastOf, market, open, play, tradesOf } from './scenario.js'

type Prices = readonly [o: number, h: number, l: number, c: number]

describe('orders against bars', () => {
  test('a market buy fills at the ask, a sell at the bid', () => {
    const ex = open()
    submitOrder(ex, market(1000), 0)
    play(ex, EUR, [1.1])
    submitOrder(ex, market(-400), 0)
    play(ex, EUR, [1.2])
    expect(tradesOf(ex)).toEqual([[600, 1.1001]])
    expect(moneyText(ex.balanceE4)).toBe('100039.9200')
  })

  // Mids; the ask is 1 pip above, the bid 1 pip below. The market is at 1.1 when the order arrives.
  test.each<[string, Partial<NewOrder> & { type: NewOrder['type'] }, Prices, number[][]]>([
    ['buy limit waits', { type: 'LIMIT', units: 1000, price: 1.09 }, [1.1, 1.11, 1.095, 1.1], []],
    [
      'buy limit fills at its price',
      { type: 'LIMIT', units: 1000, price: 1.09 },
      [1.1, 1.1, 1.08, 1.09],
      [[1000, 1.09]],
    ],
    [
      'buy limit below the open gets better',
      { type: 'LIMIT', units: 1000, price: 1.09 },
      [1.08, 1.1, 1.08, 1.09],
      [[1000, 1.0801]],
    ],
    [
      'sell limit fills at its price',
      { type: 'LIMIT', units: -1000, price: 1.12 },
      [1.1, 1.13, 1.1, 1.1],
      [[-1000, 1.12]],
    ],
    [
      'sell limit that crosses at entry',
      { type: 'LIMIT', units: -1000, price: 1.01 },
      [1.1, 1.1, 1.1, 1.1],
      [[-1000, 1.0999]],
    ],
    ['buy stop fills when touched', { type: 'STOP', units: 1000, price: 1.12 }, [1.1, 1.13, 1.1, 1.1], [[1000, 1.12]]],
    [
      'gap through a buy stop: the open',
      { type: 'STOP', units: 1000, price: 1.12 },
      [1.15, 1.16, 1.14, 1.15],
      [[1000, 1.1501]],
    ],
    ['sell stop waits', { type: 'STOP', units: -1000, price: 1.05 }, [1.1, 1.1, 1.06, 1.1], []],
    [
      'if touched, from above',
      { type: 'MARKET_IF_TOUCHED', units: 1000, price: 1.09 },
      [1.1, 1.1, 1.08, 1.09],
      [[1000, 1.09]],
    ],
    [
      'if touched, from below',
      { type: 'MARKET_IF_TOUCHED', units: 1000, price: 1.11 },
      [1.1, 1.12, 1.1, 1.1],
      [[1000, 1.11]],
    ],
    [
      'if touched, gapped over',
      { type: 'MARKET_IF_TOUCHED', units: 1000, price: 1.09 },
      [1.08, 1.085, 1.07, 1.08],
      [[1000, 1.0801]],
    ],
    ['if touched waits', { type: 'MARKET_IF_TOUCHED', units: -1000, price: 1.11 }, [1.1, 1.105, 1.0, 1.1], []],
    [
      'fill-or-kill limit, at once',
      { type: 'LIMIT', units: 1000, price: 1.11, timeInForce: 'FOK' },
      [1.1, 1.1, 1.1, 1.1],
      [[1000, 1.1001]],
    ],
    [
      'fill-or-kill limit, not later',
      { type: 'LIMIT', units: 1000, price: 1.09, timeInForce: 'FOK' },
      [1.1, 1.1, 1.0, 1.1],
      [],
    ],
  ])('%s', (_name, request, prices, trades) => {
    const ex = open()
    submitOrder(ex, { k: EUR, units: 0, ...request }, 0)
    play(ex, EUR, prices)
    expect(tradesOf(ex)).toEqual(trades)
    if (request.timeInForce === 'FOK') expect(ex.orders[EUR]).toEqual([])
  })

  test('reductions precede increases; resting orders follow the protection of open trades', () => {
    const ex = open()
    submitOrder(ex, market(1000, { stopLossOnFill: { distance: 0.01 } }), 0)
    play(ex, EUR, [1.1])
    submitOrder(ex, { type: 'LIMIT', k: EUR, units: 500, price: 1.095 }, 0)
    submitOrder(ex, market(2000), 0)
    closeTrade(ex, ex.trades[EUR]![0]!.id, 400, 0)
    play(ex, EUR, [1.1, 1.1, 1.09, 1.1])
    const fills = ex.log.filter(({ type }) => type === 'ORDER_FILL').slice(1)
    expect(fills.map(({ units, reason }) => [units, reason])).toEqual([
      ['-400', 'MARKET_ORDER_TRADE_CLOSE'],
      ['2000', 'MARKET_ORDER'],
      ['-600', 'STOP_LOSS_ORDER'],
      ['500', 'LIMIT_ORDER'],
    ])
  })

  test('the protection of a fill sees the whole range of its bar', () => {
    const ex = open()
    submitOrder(ex, market(1000, { stopLossOnFill: { distance: 0.01 } }), 0)
    submitOrder(ex, { type: 'LIMIT', k: EUR, units: 500, price: 1.095, stopLossOnFill: { price: 1.09 } }, 0)
    play(ex, EUR, [1.1, 1.1, 1.08, 1.1])
    expect(tradesOf(ex)).toEqual([])
    expect(ex.fills.map(({ price }) => price)).toEqual([1.1001, 1.0901, 1.095, 1.09])
  })

  test('a price off the grid rounds against us, even for a limit or take filled at the open', () => {
    const ex = open()
    submitOrder(ex, market(1000, { takeProfitOnFill: { price: 1.12 } }), 0)
    play(ex, EUR, [1.100003], { spread: 0 })
    play(ex, EUR, [1.130007], { spread: 0 })
    expect(ex.fills.map(({ price }) => price)).toEqual([1.10001, 1.13])
  })
})

describe('protection', () => {
  const enter = (config: Partial<ExchangeConfig> = {}) => {
    const ex = open(config)
    submitOrder(ex, market(1000, { stopLossOnFill: { distance: 0.01 }, takeProfitOnFill: { distance: 0.02 } }), 0)
    play(ex, EUR, [1.1])
    return ex
  }
  const exitOf = (ex: Exchange) => {
    const { price, reason } = ex.fills.at(-1)!
    return [price, reason]
  }

  test('set from the fill', () => {
    const { stop, take } = enter().trades[EUR]![0]!
    expect([stop!.price, take!.price]).toEqual([1.0901, 1.1201])
  })

  test.each<[string, Prices, [number, number]]>([
    ['both in the range: the stop', [1.1, 1.13, 1.08, 1.1], [1.0901, REASON.stop]],
    ['the take', [1.1, 1.13, 1.1, 1.1], [1.1201, REASON.take]],
    ['a gap through the stop: the open', [1.05, 1.06, 1.04, 1.05], [1.0499, REASON.stop]],
    ['a gap through the take: the open', [1.2, 1.2, 1.0, 1.1], [1.1999, REASON.take]],
  ])('%s', (_name, prices, exit) => {
    const ex = enter()
    play(ex, EUR, prices)
    expect(exitOf(ex)).toEqual(exit)
    expect(tradesOf(ex)).toEqual([])
  })

  test('stops slip, takes do not', () => {
    const ex = enter({ slippageBps: 1 })
    const { stop, take } = ex.trades[EUR]![0]!
    play(ex, EUR, [1.1, 1.1, 1.08, 1.1])
    expect(exitOf(ex)[0]).toBe(roundAgainst(stop!.price * 0.9999, 1e5, false))
    const taken = enter({ slippageBps: 1 })
    play(taken, EUR, [1.1, 1.13, 1.1, 1.1])
    expect(exitOf(taken)[0]).toBe(take!.price)
  })

  test('the sibling is cancelled in the batch of the fill', () => {
    const ex = enter()
    const take = ex.trades[EUR]![0]!.take!
    play(ex, EUR, [1.05])
    const fill = lastOf(ex, 'ORDER_FILL')
    expect(lastOf(ex, 'ORDER_CANCEL')).toMatchObject({
      reason: 'LINKED_TRADE_CLOSED',
      orderID: String(take.id),
      closedTradeID: String(ex.fills.at(-1)!.tradeId),
      tradeCloseTransactionID: fill.id,
      batchID: fill.id,
    })
  })

  test('a trailing stop follows the best price, never goes back, and starts behind the fill', () => {
    const ex = open()
    submitOrder(ex, market(1000, { trailingStopLossOnFill: { distance: 0.01 } }), 0)
    play(ex, EUR, [1.1])
    expect(ex.trades[EUR]![0]!.trailing!.trail).toBe(1.0901)
    play(ex, EUR, [1.11, 1.12, 1.11, 1.115])
    expect(ex.trades[EUR]![0]!.trailing!.trail).toBe(1.1099)
    play(ex, EUR, [1.115, 1.116, 1.1145, 1.115])
    expect(ex.trades[EUR]![0]!.trailing!.trail).toBe(1.1099)
    play(ex, EUR, [1.112, 1.112, 1.1, 1.1])
    expect([tradesOf(ex), ex.fills.at(-1)!.price]).toEqual([[], 1.1099])
  })

  test('a bar that closes beyond the level set by its own high has crossed it', () => {
    const ex = open()
    submitOrder(ex, market(-1000, { trailingStopLossOnFill: { distance: 0.01 } }), 0)
    play(ex, EUR, [1.1])
    play(ex, EUR, [1.1, 1.105, 1.08, 1.095])
    expect([tradesOf(ex), ex.fills.at(-1)!.price]).toEqual([[], 1.0901])
  })

  test('a trailing stop added later starts behind the closing side, a stop by distance at the opening side', () => {
    const ex = open()
    submitOrder(ex, market(-1000), 0)
    play(ex, EUR, [1.1])
    const tradeId = ex.trades[EUR]![0]!.id
    const trailing = accepted(
      submitOrder(ex, { type: 'TRAILING_STOP_LOSS', k: EUR, units: 0, tradeId, distance: 0.01 }, 0),
    )
    const stop = accepted(submitOrder(ex, { type: 'STOP_LOSS', k: EUR, units: 0, tradeId, distance: 0.02 }, 0))
    expect([trailing.trail, stop.price]).toEqual([1.1101, 1.1199])
  })

  test('property: the fill is the worst price that the bar allows', () => {
    const pips = fc.integer({ min: -150, max: 150 })
    fc.assert(
      fc.property(
        fc.tuple(pips, pips, pips, pips),
        fc.constantFrom(1, -1),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 120 }),
        (moves, side, stopPips, takePips) => {
          const ex = open()
          const distance = (n: number) => ({ distance: n / 1e4 })
          submitOrder(
            ex,
            market(1000 * side, { stopLossOnFill: distance(stopPips), takeProfitOnFill: distance(takePips) }),
            0,
          )
          play(ex, EUR, [1.1], { spread: 0 })
          const [o, c, a, b] = moves.map((move) => (11_000 + move) / 1e4) as [number, number, number, number]
          const h = Math.max(o, c, a, b)
          const l = Math.min(o, c, a, b)
          play(ex, EUR, [o, h, l, c], { spread: 0 })
          const stop = (11_000 - side * stopPips) / 1e4
          const take = (11_000 + side * takePips) / 1e4
          const opened = side * (o - stop) <= 0 || side * (o - take) >= 0
          const allowed = opened ? [o] : [stop, take].filter((price) => price >= l && price <= h)
          const worst = allowed.length === 0 ? null : side * Math.min(...allowed.map((price) => side * price))
          expect(ex.fills[1]?.price ?? null).toBe(worst)
        },
      ),
    )
  })
})

describe('netting', () => {
  test('oldest first, a flip opens the rest, REDUCE_ONLY never opens', () => {
    const ex = open()
    for (const units of [1000, 500]) {
      submitOrder(ex, market(units), 0)
      play(ex, EUR, [1.1])
    }
    submitOrder(ex, market(-1200), 0)
    play(ex, EUR, [1.1])
    expect(tradesOf(ex)).toEqual([[300, 1.1001]])
    submitOrder(ex, market(-1000), 0)
    play(ex, EUR, [1.1])
    expect(tradesOf(ex)).toEqual([[-700, 1.0999]])
    submitOrder(ex, market(5000, { positionFill: 'REDUCE_ONLY' }), 0)
    play(ex, EUR, [1.1])
    expect(tradesOf(ex)).toEqual([])
    expect(lastOf(ex, 'ORDER_FILL')).toMatchObject({ units: '700', requestedUnits: '5000' })
  })

  test('a netting account never holds both sides; a hedging one does, and only REDUCE_ONLY nets', () => {
    const netting = open()
    submitOrder(netting, market(1000), 0)
    play(netting, EUR, [1.1])
    submitOrder(netting, market(-400, { positionFill: 'OPEN_ONLY' }), 0)
    expect(play(netting, EUR, [1.1])).toBe('FIFO_VIOLATION_SAFEGUARD_VIOLATION')
    const hedging = open({ hedging: true })
    for (const units of [1000, -400, 300]) {
      submitOrder(hedging, market(units), 0)
      play(hedging, EUR, [1.1])
    }
    submitOrder(hedging, market(-1100, { positionFill: 'REDUCE_ONLY' }), 0)
    play(hedging, EUR, [1.1])
    expect(tradesOf(hedging)).toEqual([
      [-400, 1.0999],
      [200, 1.1001],
    ])
    expect(hedging.units[EUR]).toBe(-200)
  })

  test('closing one trade leaves the others and their protection', () => {
    const ex = open()
    for (const units of [1000, 500, 200]) {
      submitOrder(ex, market(units, { stopLossOnFill: { price: 1.05 } }), 0)
      play(ex, EUR, [1.1])
    }
    closeTrade(ex, ex.trades[EUR]![1]!.id, 'ALL', 0)
    play(ex, EUR, [1.1])
    expect(tradesOf(ex).map(([units]) => units)).toEqual([1000, 200])
    expect(ex.trades[EUR]!.map(({ stop }) => stop!.price)).toEqual([1.05, 1.05])
    expect(lastOf(ex, 'ORDER_FILL')).toMatchObject({ reason: 'MARKET_ORDER_TRADE_CLOSE' })
  })

  test('a pending close leaves the book with its trade', () => {
    const ex = open()
    submitOrder(ex, market(1000), 0)
    play(ex, EUR, [1.1])
    closeTrade(ex, ex.trades[EUR]![0]!.id, 'ALL', 0)
    closeTrade(ex, ex.trades[EUR]![0]!.id, 300, 0)
    play(ex, EUR, [1.1])
    expect([tradesOf(ex), ex.orders[EUR]]).toEqual([[], []])
    expect(lastOf(ex, 'ORDER_CANCEL')).toMatchObject({ reason: 'LINKED_TRADE_CLOSED' })
  })

  test('units with decimals add up', () => {
    const ex = open()
    ex.unitScale[EUR] = 10
    for (const units of [0.1, 0.2, -0.3]) {
      submitOrder(ex, market(units, { positionFill: units > 0 ? 'DEFAULT' : 'REDUCE_ONLY' }), 0)
      play(ex, EUR, [1.1])
    }
    expect(ex.log.filter(({ type }) => type === 'MARKET_ORDER_REJECT').map((t) => t['rejectReason'])).toEqual(
      Array(3).fill('UNITS_MINIMUM_NOT_MET'),
    )
    for (const units of [1.1, 2.2, -3.3]) {
      submitOrder(ex, market(units), 0)
      play(ex, EUR, [1.1])
    }
    expect([tradesOf(ex), ex.units[EUR]]).toEqual([[], 0])
  })
})

describe('refused at the fill', () => {
  test('bound, margin, protection on the wrong side, nothing to reduce; the order leaves the book', () => {
    const ex = open({ capital: 1000 })
    const refusal = (request: NewOrder) => {
      submitOrder(ex, request, 0)
      play(ex, EUR, [1.1])
      expect(ex.orders[EUR]).toEqual([])
      return lastOf(ex, 'ORDER_CANCEL')['reason']
    }
    expect(refusal(market(1000, { priceBound: 1.1 }))).toBe('BOUNDS_VIOLATION')
    expect(refusal(market(46_000))).toBe('INSUFFICIENT_MARGIN')
    expect(refusal(market(1000, { stopLossOnFill: { price: 1.2 } }))).toBe('STOP_LOSS_ON_FILL_LOSS')
    expect(refusal(market(1000, { takeProfitOnFill: { price: 1.0 } }))).toBe('TAKE_PROFIT_ON_FILL_LOSS')
    expect(refusal(market(-5, { positionFill: 'REDUCE_ONLY' }))).toBe('POSITION_CLOSEOUT_FAILED')
    submitOrder(ex, market(45_000), 0)
    expect(play(ex, EUR, [1.1])).toBe(null)
  })

  test('the bound is compared with the price after slippage and rounding', () => {
    const ex = open({ slippageBps: 1 })
    submitOrder(ex, market(1000, { priceBound: 1.1001 }), 0)
    expect(play(ex, EUR, [1.1])).toBe('BOUNDS_VIOLATION')
    submitOrder(ex, market(1000, { priceBound: 1.10022 }), 0)
    expect(play(ex, EUR, [1.1])).toBe(null)
  })

  test('reductions never need margin, even under water; a flip needs what it adds', () => {
    const ex = open({ capital: 1000 })
    submitOrder(ex, market(40_000), 0)
    play(ex, EUR, [1.1])
    play(ex, EUR, [1.085])
    submitOrder(ex, market(-10_000), 0)
    expect(play(ex, EUR, [1.085])).toBe(null)
    submitOrder(ex, market(-60_000), 0)
    expect(play(ex, EUR, [1.085])).toBe(null)
    submitOrder(ex, market(70_000), 0)
    expect(play(ex, EUR, [1.085])).toBe('INSUFFICIENT_MARGIN')
    expect(tradesOf(ex)).toEqual([[-30_000, 1.0849]])
  })

  test('without a rate to the home currency nothing is opened and nothing is poisoned', () => {
    const ex = open()
    ex.homeRate[JPY] = Number.NaN
    submitOrder(ex, market(1000, {}, JPY), 0)
    const bar = { bo: 100, bh: 100, bl: 100, bc: 100, ao: 100, ah: 100, al: 100, ac: 100, bid: 100, ask: 100 }
    expect(matchQuote(ex, JPY, bar.bid, bar.ask, 60_000).rejected).toBe('MARKET_HALTED')
    expect(moneyText(ex.balanceE4)).toBe('100000.0000')
  })
})

describe('ticks', () => {
  const tick = (ex: Exchange, bid: number, ask: number, tsMs: number) => matchQuote(ex, EUR, bid, ask, tsMs).rejected

  test('market, limit, stop and trailing stop tick by tick', () => {
    const ex = open()
    submitOrder(ex, { type: 'LIMIT', k: EUR, units: 100, price: 1.095 }, 1)
    submitOrder(ex, { type: 'STOP', k: EUR, units: 200, price: 1.105 }, 1)
    submitOrder(ex, market(300, { trailingStopLossOnFill: { distance: 0.003 } }), 1)
    tick(ex, 1.0999, 1.1001, 1)
    expect(tradesOf(ex)).toEqual([[300, 1.1001]])
    tick(ex, 1.1049, 1.1052, 2)
    expect(tradesOf(ex)).toEqual([
      [300, 1.1001],
      [200, 1.1052],
    ])
    tick(ex, 1.1018, 1.102, 3)
    expect(tradesOf(ex)).toEqual([[200, 1.1052]])
    expect(ex.fills.at(-1)).toMatchObject({ price: 1.1018, reason: REASON.stop, tsMs: 3 })
    tick(ex, 1.0938, 1.094, 4)
    expect(tradesOf(ex).at(-1)).toEqual([100, 1.094])
  })

  test('an order filled on arrival shares batch and time with its fill and protection; a later fill does not', () => {
    const ex = open()
    const order = accepted(submitOrder(ex, market(100, { stopLossOnFill: { price: 1.09 } }), 5))
    tick(ex, 1.0999, 1.1001, 5)
    expect(ex.log.slice(-3).map(({ type, batchID, tsMs }) => [type, batchID, tsMs])).toEqual([
      ['MARKET_ORDER', String(order.id), 5],
      ['ORDER_FILL', String(order.id), 5],
      ['STOP_LOSS_ORDER', String(order.id), 5],
    ])
    tick(ex, 1.08, 1.0802, 6)
    const fill = lastOf(ex, 'ORDER_FILL')
    expect([fill.batchID, fill.id, fill.tsMs]).toEqual([fill.id, fill.id, 6])
  })
})
