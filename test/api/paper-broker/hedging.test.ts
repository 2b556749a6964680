/** A hedging account over the wire: both sides of a position, what each `positionFill` does, closes of one side and of both. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { HOUR_MS } from '../../../lib/time-units.js'
import { client, startWithPrices } from '../../support/start-broker.js'

/** A broker of the test's own, with a new account. */
const openAccount = async (hedging = true) => {
  const broker = await startWithPrices({ exchange: { hedging } })
  onTestFinished(() => broker.close())
  const call = client(broker.url)
  return {
    tick: broker.tick,
    call,
    market: (units: string, more: object = {}) =>
      call('POST', '/orders', { order: { type: 'MARKET', instrument: 'EUR_USD', units, ...more } }),
    position: async () => (await call('GET', '/positions/EUR_USD')).body.position,
    /** Available units, long and short, by position fill: default, reduceFirst, reduceOnly, openOnly. */
    room: async () => {
      const { unitsAvailable } = (await call('GET', '/pricing?instruments=EUR_USD')).body.prices[0]
      return Object.values(unitsAvailable).map((pair) => Object.values(pair as object).map(Number))
    },
  }
}

/** Holds 1,000 units long in trade `long` and 400 short in trade `short`. */
const openHedged = async () => {
  const account = await openAccount()
  const buy = (await account.market('1000')).body
  const sell = (await account.market('-400')).body
  const long: string = buy.orderFillTransaction.tradeOpened.tradeID
  const short: string = sell.orderFillTransaction.tradeOpened.tradeID
  return { ...account, sell, long, short }
}

const idsOf = (parts: readonly { readonly tradeID: string }[]): string[] => parts.map(({ tradeID }) => tradeID)

describe('a hedging account', () => {
  test('is labelled as one, and has room on both sides', async () => {
    const { call, room } = await openAccount()
    expect((await call('GET', '/summary')).body.account.hedgingEnabled).toBe(true)
    // 100,000 USD at a mid of 1.10005 and a margin rate of 2 %.
    const free = Math.floor(100_000 / (1.10005 * 0.02))
    expect(await room()).toEqual([
      [free, free],
      [free, free],
      [0, 0],
      [free, free],
    ])
  })

  test('an order against the position opens a trade, and the position has both sides', async () => {
    const { call, long, position, sell, short } = await openHedged()
    expect(sell.orderFillTransaction.tradesClosed).toBeUndefined()
    expect(await position()).toMatchObject({
      instrument: 'EUR_USD',
      // That of the larger side.
      marginUsed: '22.0010',
      long: { units: '1000', averagePrice: '1.10010', tradeIDs: [long] },
      short: { units: '-400', averagePrice: '1.10000', tradeIDs: [short] },
    })
    const { account } = (await call('GET', '')).body
    expect([account.openTradeCount, account.openPositionCount, account.marginUsed]).toEqual([2, 1, '22.0010'])
    // A trade's own margin is what it would need alone.
    expect(account.trades.map(({ marginUsed }: Record<string, string>) => marginUsed)).toEqual(['22.0010', '8.8004'])
  })

  test('up to the size of the other side an order needs no margin', async () => {
    const { room } = await openHedged()
    const [byDefault, reduceFirst, reduceOnly, openOnly] = await room()
    // Free margin is the NAV, reduced by both spreads, less the margin of the larger side.
    const free = Math.floor((100_000 - 0.14 - 22.001) / (1.10005 * 0.02))
    expect(byDefault).toEqual([free, free + 600])
    expect(openOnly).toEqual(byDefault)
    expect(reduceFirst).toEqual([free + 400, free + 1600])
    expect(reduceOnly).toEqual([400, 1000])
  })

  test.each([
    ['REDUCE_FIRST', '-100', 'tradeReduced', 'long'],
    ['REDUCE_ONLY', '100', 'tradeReduced', 'short'],
    ['OPEN_ONLY', '-10', 'tradeOpened', null],
    ['DEFAULT', '-10', 'tradeOpened', null],
  ] as const)('%s of %s units: %s', async (positionFill, units, part, side) => {
    const account = await openHedged()
    const { status, body } = await account.market(units, { positionFill })
    expect([status, body.orderCreateTransaction.positionFill]).toEqual([201, positionFill])
    const fill = body.orderFillTransaction
    expect(fill[part].units).toBe(units)
    if (side) expect(fill[part].tradeID).toBe(account[side])
    for (const other of ['tradeOpened', 'tradeReduced', 'tradesClosed'])
      if (other !== part) expect(fill[other]).toBeUndefined()
  })

  test('closing a trade by id leaves the other trades of its side', async () => {
    const { call, market, position, short } = await openHedged()
    await market('-20')
    const { body } = await call('PUT', `/trades/${short}/close`, { units: 'ALL' })
    expect(body.orderCreateTransaction).toMatchObject({ positionFill: 'REDUCE_ONLY', reason: 'TRADE_CLOSE' })
    expect(idsOf(body.orderFillTransaction.tradesClosed)).toEqual([short])
    expect(await position()).toMatchObject({ long: { units: '1000' }, short: { units: '-20' } })
  })

  test('changes and state list each side', async () => {
    const { call } = await openHedged()
    const { body } = await call('GET', '/changes?sinceTransactionID=2')
    expect(body.changes.positions[0]).toMatchObject({ long: { units: '1000' }, short: { units: '-400' } })
    expect(body.state.positions).toEqual([
      {
        instrument: 'EUR_USD',
        netUnrealizedPL: '-0.1400',
        longUnrealizedPL: '-0.1000',
        shortUnrealizedPL: '-0.0400',
        marginUsed: '22.0010',
      },
    ])
  })

  test('if one side cannot be closed neither is', async () => {
    const { call, position } = await openHedged()
    const { status, body } = await call('PUT', '/positions/EUR_USD/close', { longUnits: '1001', shortUnits: 'ALL' })
    expect([status, body.errorCode]).toEqual([400, 'CLOSEOUT_POSITION_UNITS_EXCEED_POSITION_SIZE'])
    expect(await position()).toMatchObject({ long: { units: '1000' }, short: { units: '-400' } })
  })

  test('both sides are closed in one batch, and then there is nothing left to close', async () => {
    const { call, market, position } = await openHedged()
    await market('-20')
    const { status, body } = await call('PUT', '/positions/EUR_USD/close', { longUnits: 'ALL', shortUnits: 'ALL' })
    expect(status).toBe(200)
    const { longOrderFillTransaction, shortOrderFillTransaction, longOrderCreateTransaction } = body
    expect([longOrderFillTransaction.units, shortOrderFillTransaction.units]).toEqual(['-1000', '420'])
    expect(shortOrderFillTransaction.tradesClosed).toHaveLength(2)
    expect(shortOrderFillTransaction.batchID).toBe(longOrderCreateTransaction.id)
    expect(await position()).toMatchObject({ long: { units: '0' }, short: { units: '0' } })
    const again = await call('PUT', '/positions/EUR_USD/close', { shortUnits: 'ALL' })
    expect([again.status, again.body.errorCode]).toEqual([400, 'CLOSEOUT_POSITION_DOESNT_EXIST'])
  })

  test('a reduce-only order with nothing to reduce is cancelled', async () => {
    const { market } = await openAccount()
    const { status, body } = await market('5', { positionFill: 'REDUCE_ONLY' })
    expect([status, body.orderCancelTransaction.reason]).toEqual([201, 'POSITION_CLOSEOUT_FAILED'])
  })

  test('each side pays its own financing at the end of the day', async () => {
    const { call, market, position, tick } = await openAccount()
    await market('10000')
    await market('-10000')
    await tick('EUR_USD', 1.1, 1.1001, 10 * HOUR_MS)
    const { transactions } = (await call('GET', '/transactions/sinceid?id=2&type=DAILY_FINANCING')).body
    const [{ openTradeFinancings }] = transactions.at(-1).positionFinancings
    expect(
      openTradeFinancings.map(({ financingRate, financing }: Record<string, string>) => [financingRate, financing]),
    ).toEqual([
      ['-0.017', '-0.5149'],
      ['-0.0033', '-0.1000'],
    ])
    const { long, short } = await position()
    expect([long.financing, short.financing]).toEqual(['-0.5149', '-0.1000'])
  })
})

test('a netting account refuses to open against its position', async () => {
  const { market } = await openAccount(false)
  await market('100', { positionFill: 'OPEN_ONLY' })
  const { status, body } = await market('-100', { positionFill: 'OPEN_ONLY' })
  expect([status, body.orderCancelTransaction.reason]).toEqual([201, 'FIFO_VIOLATION_SAFEGUARD_VIOLATION'])
  const reduced = (await market('-30', { positionFill: 'REDUCE_FIRST' })).body
  expect(reduced.orderCreateTransaction.positionFill).toBe('REDUCE_FIRST')
  expect(reduced.orderFillTransaction.tradeReduced.units).toBe('-30')
})
