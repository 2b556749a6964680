/** Netting and hedging accounts compared: the effect of an order on open trades, and the cost of both sides of a position. */
import { describe, expect, test } from 'vitest'
import { createExchange } from '../../../operators/exchange/account.js'
import { watchMargin } from '../../../operators/exchange/closeout.js'
import { bookFinancing } from '../../../operators/exchange/financing.js'
import { emptyMark, markAccount } from '../../../operators/exchange/marks.js'
import { matchBar } from '../../../operators/exchange/matching.js'
import { submitOrder } from '../../../operators/exchange/orders.js'
import { closePosition, closeTrade } from '../../../operators/exchange/requests.js'
import type { Exchange, PositionFill } from '../../../operators/exchange/types.js'
import { createWorld } from '../../../model/world.js'
import { instrument } from '../../support/toy.js'
import { accepted, barOf, EUR, lastOf, market, open, PLAIN, play, tradesOf } from './scenario.js'

const unitsOf = (ex: Exchange) => tradesOf(ex).map(([units]) => units)
const marginOf = (ex: Exchange) => markAccount(ex, emptyMark(ex.trades.length)).marginOf[EUR]
/** A long trade of 100 and, on a hedging account, a short one of 40; then the order. */
const after = (hedging: boolean, units: number, positionFill: PositionFill | undefined): Exchange => {
  const ex = open({ hedging })
  for (const held of hedging ? [100, -40] : [100]) {
    submitOrder(ex, market(held), 0)
    play(ex, EUR, [1.1])
  }
  submitOrder(ex, market(units, { positionFill }), 0)
  play(ex, EUR, [1.1])
  return ex
}

describe('an order against open trades', () => {
  test.each<[hedging: boolean, units: number, fill: PositionFill | undefined, trades: number[], refused?: string]>([
    [false, -30, undefined, [70]],
    [false, -30, 'DEFAULT', [70]],
    [false, -130, 'DEFAULT', [-30]],
    [false, -130, 'REDUCE_FIRST', [-30]],
    [false, -130, 'REDUCE_ONLY', []],
    [false, 30, 'OPEN_ONLY', [100, 30]],
    [false, -30, 'OPEN_ONLY', [100], 'FIFO_VIOLATION_SAFEGUARD_VIOLATION'],
    [false, 30, 'REDUCE_ONLY', [100], 'POSITION_CLOSEOUT_FAILED'],
    [true, -30, undefined, [100, -40, -30]],
    [true, -30, 'DEFAULT', [100, -40, -30]],
    [true, 30, 'OPEN_ONLY', [100, -40, 30]],
    [true, -30, 'REDUCE_FIRST', [70, -40]],
    [true, -130, 'REDUCE_FIRST', [-40, -30]],
    [true, 50, 'REDUCE_FIRST', [100, 10]],
    [true, -130, 'REDUCE_ONLY', [-40]],
    [true, 50, 'REDUCE_ONLY', [100]],
  ])('hedging %s: %i units, %s', (hedging, units, fill, trades, refused) => {
    const ex = after(hedging, units, fill)
    expect(unitsOf(ex)).toEqual(trades)
    expect(ex.log.filter(({ type }) => type === 'ORDER_CANCEL').map(({ reason }) => reason)).toEqual(
      refused ? [refused] : [],
    )
  })

  test('a trade closes alone, a side closes with all of its trades', () => {
    const ex = after(true, -30, 'DEFAULT')
    accepted(closeTrade(ex, ex.trades[EUR]![1]!.id, 'ALL', 0))
    play(ex, EUR, [1.1])
    expect(unitsOf(ex)).toEqual([100, -30])
    submitOrder(ex, market(-5), 0)
    play(ex, EUR, [1.1])
    accepted(closePosition(ex, EUR, 'short', 'ALL', 0))
    play(ex, EUR, [1.1])
    expect((lastOf(ex, 'ORDER_FILL')['tradesClosed'] as unknown[]).length).toBe(2)
    expect(unitsOf(ex)).toEqual([100])
    expect(closePosition(ex, EUR, 'short', 'ALL', 0)).toBe('CLOSEOUT_POSITION_DOESNT_EXIST')
  })

  test('the stop of a trade closes that trade and leaves the other side', () => {
    const ex = open({ hedging: true })
    for (const units of [100, -40]) {
      submitOrder(ex, market(units, { stopLossOnFill: { distance: 0.002 } }), 0)
      play(ex, EUR, [1.1])
    }
    play(ex, EUR, [1.1, 1.1, 1.097, 1.0975])
    expect(unitsOf(ex)).toEqual([-40])
    expect(ex.trades[EUR]![0]!.stop).not.toBe(null)
  })
})

describe('the cost of both sides', () => {
  test('margin: the larger side; up to its size the smaller one is free', () => {
    const ex = open({ hedging: true, capital: 2300 })
    submitOrder(ex, market(100_000), 0)
    play(ex, EUR, [1.1])
    expect(marginOf(ex)).toBeCloseTo(2200, 9)
    // No margin is left for more of the same side; the other side needs none.
    submitOrder(ex, market(20_000), 0)
    expect(play(ex, EUR, [1.1])).toBe('INSUFFICIENT_MARGIN')
    submitOrder(ex, market(-100_000), 0)
    expect(play(ex, EUR, [1.1])).toBe(null)
    expect(marginOf(ex)).toBeCloseTo(2200, 9)
    // Closing one side of a pair frees no margin.
    accepted(closePosition(ex, EUR, 'long', 'ALL', 0))
    play(ex, EUR, [1.1])
    expect(marginOf(ex)).toBeCloseTo(2200, 9)
  })

  test('the maximum position size applies to each side', () => {
    const eur = { ...instrument('EUR_USD'), maximumPositionSize: 100 }
    const ex = createExchange({ ...PLAIN, hedging: true }, createWorld([eur], 'USD'))
    const refused = (units: number) => {
      submitOrder(ex, market(units), 0)
      const outcome = { rejected: null }
      matchBar(ex, EUR, barOf(1.1, 1.1, 1.1, 1.1, 0.0002, 60_000), outcome)
      return outcome.rejected
    }
    expect([80, -80, 30, -30, 20].map(refused)).toEqual([
      null,
      null,
      'POSITION_SIZE_EXCEEDED',
      'POSITION_SIZE_EXCEEDED',
      null,
    ])
  })

  test('a side with decimal sizes closes completely', () => {
    const eur = { ...instrument('EUR_USD'), tradeUnitsPrecision: 1, minimumTradeSize: 0.1 }
    const ex = createExchange({ ...PLAIN, hedging: true }, createWorld([eur], 'USD'))
    const play = () => matchBar(ex, EUR, barOf(1.1, 1.1, 1.1, 1.1, 0.0002, 60_000), { rejected: null })
    for (const units of [0.1, 0.2, -0.5]) {
      submitOrder(ex, market(units), 0)
      play()
    }
    accepted(closePosition(ex, EUR, 'long', 'ALL', 0))
    play()
    expect(unitsOf(ex)).toEqual([-0.5])
  })

  test('financing: each side at its own rate, one transaction', () => {
    const daysCharged = [1, 1, 3, 1, 1, 0, 0]
    const financing = { EUR_USD: { longRate: -0.0365, shortRate: 0.0073, daysCharged } }
    const ex = open({ hedging: true, financing })
    for (const units of [10_000, -10_000]) {
      submitOrder(ex, market(units), 0)
      play(ex, EUR, [1.1])
    }
    // 10,000 EUR over 365 days: 1 EUR per day paid, 0.2 received, at 1.1 minus and plus the fee.
    expect(bookFinancing(ex, 1e9, 0)).toBeCloseTo(-1.1 * 1.005 + 0.22 * 0.995, 4)
    const [position] = lastOf(ex, 'DAILY_FINANCING')['positionFinancings'] as {
      openTradeFinancings: { financingRate: string }[]
    }[]
    expect(position!.openTradeFinancings.map(({ financingRate }) => financingRate)).toEqual(['-0.0365', '0.0073'])
  })

  test('a closeout takes both sides, each trade on its own', () => {
    const ex = open({ hedging: true, capital: 2300 })
    for (const units of [100_000, -20_000]) {
      submitOrder(ex, market(units), 0)
      play(ex, EUR, [1.1])
    }
    play(ex, EUR, [1.08])
    const mark = markAccount(ex, emptyMark(ex.trades.length))
    expect(watchMargin(ex, mark, 1e9, Uint8Array.of(1, 1), 0)).toBe(true)
    expect(unitsOf(ex)).toEqual([])
    const fills = ex.log.filter(({ reason }) => reason === 'MARKET_ORDER_MARGIN_CLOSEOUT')
    expect(fills.map(({ units }) => units)).toEqual(['-100000', '20000'])
  })
})
