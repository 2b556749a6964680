import { describe, expect, test } from 'vitest'
import { createWorld } from '../../../model/world.js'
import {
  checkConservation,
  configureAccount,
  createExchange,
  transferFunds,
} from '../../../operators/exchange/account.js'
import { watchMargin } from '../../../operators/exchange/closeout.js'
import { bookFinancing } from '../../../operators/exchange/financing.js'
import { emptyMark, markAccount } from '../../../operators/exchange/marks.js'
import { matchBar, matchQuote } from '../../../operators/exchange/matching.js'
import { moneyText, roundE4, toE4 } from '../../../operators/exchange/money.js'
import { submitOrder } from '../../../operators/exchange/orders.js'
import type { Exchange } from '../../../operators/exchange/types.js'
import { barOf, EUR, JPY, lastOf, market, open, PLAIN, play, quote, tradesOf, yen } from './scenario.js'

const markOf = (ex: Exchange) => markAccount(ex, emptyMark(ex.trades.length))

describe('money', () => {
  test.each([
    [0, '0.0000'],
    [1, '0.0001'],
    [-1, '-0.0001'],
    [-12_345, '-1.2345'],
    [1_000_000_000, '100000.0000'],
  ])('%i ten-thousandths are %s', (valueE4, text) => expect(moneyText(valueE4)).toBe(text))

  test('halves round away from zero, and zero has no sign', () => {
    expect([0.5, 1.5, -0.5, -1.5, 0.49, -0.49].map(roundE4)).toEqual([1, 2, -1, -2, 0, 0])
    expect(toE4(-0.00001)).toBe(0)
  })

  test('realised P&L is exact: ticks and units are whole', () => {
    const ex = open()
    submitOrder(ex, market(3), 0)
    play(ex, EUR, [1.1], { spread: 0 })
    submitOrder(ex, market(-3), 0)
    play(ex, EUR, [1.1 - 0.00005], { spread: 0 })
    // -3 * 0.00005 = -0.00015, a half at four decimals; as a float it lies below the half.
    expect(lastOf(ex, 'ORDER_FILL')['pl']).toBe('-0.0002')
  })
})

describe('marks', () => {
  test('recorded account (JPY home): 100,000 USD_JPY, spread .004, margin 4 %', () => {
    const ex = createExchange({ ...PLAIN, capital: 3_000_000 }, createWorld([yen], 'JPY'))
    submitOrder(ex, market(100_000, {}, 0), 0)
    matchQuote(ex, 0, 144.256, 144.26, 0)
    const entry = ex.trades[0]![0]!.price
    ex.bid[0] = entry + 0.064
    ex.ask[0] = entry + 0.068
    const mark = markOf(ex)
    expect(mark.unrealized).toBeCloseTo(6400, 6)
    expect(mark.nav).toBeCloseTo(3_006_400, 6)
    expect(mark.marginUsed).toBeCloseTo(100_000 * (entry + 0.066) * 0.04, 6)
    expect(mark.closeoutPercent).toBeCloseTo((0.5 * mark.marginUsed) / 3_006_600, 9)
  })

  test('recorded fill: initial margin and half the spread', () => {
    const ex = createExchange(
      { ...PLAIN, conversionFee: 0 },
      createWorld([{ ...yen, name: 'EUR_USD', displayPrecision: 5, marginRate: 0.02 }], 'CAD'),
    )
    ex.homeRate[0] = 1.36385
    submitOrder(ex, market(100, {}, 0), 0)
    matchQuote(ex, 0, 1.16364, 1.16377, 0)
    expect(lastOf(ex, 'ORDER_FILL')).toMatchObject({
      halfSpreadCost: '0.0089',
      tradeOpened: { initialMarginRequired: '3.1742', price: '1.16377' },
    })
  })

  test('each trade converts as its own gain or loss, so a close at the mark changes nothing', () => {
    const ex = open()
    for (const price of [100, 102]) {
      submitOrder(ex, market(1000, {}, JPY), 0)
      play(ex, JPY, [price], { spread: 0 })
    }
    play(ex, JPY, [101], { spread: 0 })
    const before = markOf(ex).nav
    expect(markOf(ex).unrealizedOf[JPY]).toBeCloseTo((1000 / 101) * 0.995 - (1000 / 101) * 1.005, 10)
    submitOrder(ex, market(-2000, {}, JPY), 0)
    play(ex, JPY, [101], { spread: 0 })
    expect(ex.balanceE4 / 1e4).toBeCloseTo(before, 3)
  })

  test.each([
    ['EUR', 'EUR_USD', EUR, 10_000 * 0.01, 1 / 1.11],
    ['JPY', 'EUR_USD', EUR, 10_000 * 0.01, 100],
    ['EUR', 'USD_JPY', JPY, 10_000 * 1, 1 / 101 / 1.1],
    ['JPY', 'USD_JPY', JPY, 10_000 * 1, 1],
  ])('home %s, %s: P&L of one big figure', (home, _name, k, quoteProfit, rate) => {
    const ex = open({ capital: 1e7 }, home)
    quote(ex, EUR, 1.1, 1.1)
    quote(ex, JPY, 100, 100)
    const price = k === EUR ? 1.1 : 100
    submitOrder(ex, market(10_000, {}, k), 0)
    play(ex, k, [price], { spread: 0 })
    const moved = k === EUR ? 1.11 : 101
    quote(ex, k, moved, moved)
    submitOrder(ex, market(-10_000, {}, k), 0)
    play(ex, k, [moved], { spread: 0 })
    const fee = rate === 1 ? 0 : 0.005
    expect(ex.fills[1]!.pl).toBeCloseTo(quoteProfit * rate * (1 - fee), 3)
    expect(ex.fills[1]!.conversionCost).toBeCloseTo(quoteProfit * rate * fee, 6)
    checkConservation(ex)
  })

  test('a loss costs the fee on top', () => {
    const ex = open()
    submitOrder(ex, market(10_000, {}, JPY), 0)
    play(ex, JPY, [101], { spread: 0 })
    quote(ex, JPY, 100, 100)
    submitOrder(ex, market(-10_000, {}, JPY), 0)
    play(ex, JPY, [100], { spread: 0 })
    expect(ex.fills[1]!.pl).toBeCloseTo(-100 * 1.005, 4)
    expect(ex.fills[1]!.conversionCost).toBeCloseTo(0.5, 6)
  })

  test('margin of a hedging account: the larger side', () => {
    const ex = open({ hedging: true })
    for (const units of [1000, -3000, 500]) {
      submitOrder(ex, market(units), 0)
      play(ex, EUR, [1.1])
    }
    expect(markOf(ex).marginOf[EUR]).toBeCloseTo(3000 * 1.1 * 0.02, 8)
    expect(markOf(ex).unrealizedOf[EUR]).toBeCloseTo(-4500 * 0.0002, 8)
  })
})

describe('financing', () => {
  const rates = { USD_JPY: { longRate: -0.0055, shortRate: 0.001, daysCharged: [1, 1, 3, 1, 1, 0, 0] } }
  const holding = (units: number, home: string, conversionFee = 0) => {
    const ex = createExchange(
      { ...PLAIN, capital: 3_000_000, financing: rates, conversionFee },
      createWorld([yen], home),
    )
    ex.homeRate[0] = home === 'JPY' ? 1 : 1 / 146.767
    submitOrder(ex, market(units, {}, 0), 0)
    matchBar(ex, 0, barOf(146.767, 146.767, 146.767, 146.767, 0, 60_000), { rejected: null })
    ex.bid[0] = ex.ask[0] = 146.766948
    return ex
  }

  test('the recorded example, by weekday', () => {
    const ex = holding(100_000, 'JPY')
    expect(bookFinancing(ex, 120_000, 0)).toBe(-221.1557)
    expect(bookFinancing(ex, 120_000, 2)).toBeCloseTo(3 * -221.1557, 3)
    expect(bookFinancing(ex, 120_000, 6)).toBe(0)
    expect(lastOf(ex, 'DAILY_FINANCING')).toMatchObject({
      accountBalance: moneyText(ex.balanceE4),
      positionFinancings: [
        {
          instrument: 'USD_JPY',
          openTradeFinancings: [{ baseFinancing: '-4.52054794520548', financingRate: '-0.0055' }],
        },
      ],
    })
    expect(lastOf(ex, 'DAILY_FINANCING').id).toBe(String(ex.lastTransactionId))
  })

  test('a short receives its own rate; a home base currency is not converted', () => {
    expect(bookFinancing(holding(-100_000, 'USD', 0.005), 120_000, 0)).toBe(0.274)
  })

  test('reductions take their share of the financing, the last one the rest', () => {
    const ex = holding(3, 'JPY')
    const trade = ex.trades[0]![0]!
    trade.financingE4 = -10_000
    ex.balanceE4 -= 10_000
    ex.financingE4 -= 10_000
    for (let n = 0; n < 3; n++) {
      submitOrder(ex, market(-1, {}, 0), 0)
      matchQuote(ex, 0, 146.767, 146.767, 200_000 + n)
    }
    expect(ex.fills.filter((fill) => !fill.opens).map(({ financing }) => financing)).toEqual([
      -0.3333, -0.3334, -0.3333,
    ])
  })
})

describe('margin', () => {
  const twice = Uint8Array.of(1, 1)

  test('a margin call starts when margin reaches NAV, and ends', () => {
    const ex = open({ capital: 2400 })
    submitOrder(ex, market(100_000), 0)
    play(ex, EUR, [1.1])
    expect(watchMargin(ex, markOf(ex), 1, twice, 0)).toBe(false)
    quote(ex, EUR, 1.0959, 1.0961)
    expect(watchMargin(ex, markOf(ex), 2, twice, 0)).toBe(false)
    expect(watchMargin(ex, markOf(ex), 3, twice, 0)).toBe(false)
    quote(ex, EUR, 1.0999, 1.1001)
    watchMargin(ex, markOf(ex), 4, twice, 0)
    expect(ex.log.filter(({ type }) => type.startsWith('MARGIN')).map(({ type, tsMs }) => [type, tsMs])).toEqual([
      ['MARGIN_CALL_ENTER', 2],
      ['MARGIN_CALL_EXIT', 4],
    ])
  })

  test('a closeout closes priced trades, oldest first and with slippage, and the rest once they have a price', () => {
    const ex = open({ capital: 4500, slippageBps: 1 })
    for (const [k, units] of [
      [EUR, 100_000],
      [JPY, 20_000],
      [EUR, 10_000],
    ] as const) {
      submitOrder(ex, market(units, {}, k), 0)
      play(ex, k, k === EUR ? [1.1] : [100])
    }
    quote(ex, EUR, 1.07, 1.0702)
    expect(markOf(ex).closeoutPercent).toBeGreaterThanOrEqual(1)
    expect(watchMargin(ex, markOf(ex), 9e6, Uint8Array.of(1, 0), 0)).toBe(true)
    expect([tradesOf(ex), tradesOf(ex, JPY).length]).toEqual([[], 1])
    expect(lastOf(ex, 'ORDER_FILL')).toMatchObject({ reason: 'MARKET_ORDER_MARGIN_CLOSEOUT', price: '1.06989' })
    expect(lastOf(ex, 'MARKET_ORDER')).toMatchObject({ reason: 'MARGIN_CLOSEOUT', units: '-10000' })
    if (markOf(ex).closeoutPercent >= 1) watchMargin(ex, markOf(ex), 9e6, twice, 0)
    checkConservation(ex)
  })
})

describe('the account', () => {
  test('opens with CREATE, its margin rate and the deposit, in one batch', () => {
    const ex = open({ accountMarginRate: 0.05 })
    expect(ex.log.map(({ id, batchID, type }) => [id, batchID, type])).toEqual([
      ['1', '1', 'CREATE'],
      ['2', '1', 'CLIENT_CONFIGURE'],
      ['3', '1', 'TRANSFER_FUNDS'],
    ])
    expect([...ex.marginRate]).toEqual([0.05, 0.05])
  })

  test('deposits and withdrawals; only free margin can be withdrawn', () => {
    const ex = open({ capital: 2300 })
    submitOrder(ex, market(100_000), 0)
    play(ex, EUR, [1.1], { spread: 0 })
    expect(transferFunds(ex, 0, 1)).toBe('AMOUNT_INVALID')
    expect(transferFunds(ex, -101, 1)).toBe('INSUFFICIENT_FUNDS')
    expect(transferFunds(ex, -99, 1)).toBe(null)
    expect(transferFunds(ex, 0.5, 1)).toBe(null)
    expect(ex.log.at(-1)).toMatchObject({ amount: '0.5000', accountBalance: '2201.5000' })
    checkConservation(ex)
  })

  test('margin rate and alias; the larger rate applies', () => {
    const ex = open()
    expect(configureAccount(ex, {}, 1)).toBe('CLIENT_CONFIGURE_DATA_MISSING')
    expect(configureAccount(ex, { marginRate: 2 }, 1)).toBe('MARGIN_RATE_INVALID')
    expect(configureAccount(ex, { marginRate: 0.03, alias: 'mine' }, 1)).toBe(null)
    expect([[...ex.marginRate], ex.alias]).toEqual([[0.03, 0.04], 'mine'])
  })

  test('an account that does not add up stops the run', () => {
    const ex = open()
    ex.balanceE4++
    expect(() => checkConservation(ex)).toThrow(
      'balance 100000.0001 is not deposits + realised + financing - commission = 100000.0000',
    )
    const other = open()
    other.units[EUR] = 1
    expect(() => checkConservation(other)).toThrow('EUR_USD: trades sum to 0 units, the position is 1')
  })
})
