/** A hedging account over the wire: both sides of a position, what each `positionFill` does, closes of one side and of both. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client, startWithPrices } from '../../support/start-broker.js'

type Broker = Awaited<ReturnType<typeof startWithPrices>>
let broker: Broker
let call: ReturnType<typeof client>
beforeAll(async () => {
  broker = await startWithPrices({ exchange: { hedging: true } })
  call = client(broker.url)
})
afterAll(() => broker.close())

const market = (units: string, more: object = {}) =>
  call('POST', '/orders', { order: { type: 'MARKET', instrument: 'EUR_USD', units, ...more } })
const position = async () => (await call('GET', '/positions/EUR_USD')).body.position
const room = async () => {
  const { unitsAvailable } = (await call('GET', '/pricing?instruments=EUR_USD')).body.prices[0]
  return Object.values(unitsAvailable).map((pair) => Object.values(pair as object).map(Number))
}
/** 100,000 USD at a mid of 1.10005 and a margin rate of 2 %. */
const FREE = Math.floor(100_000 / (1.10005 * 0.02))

describe('a hedging account', () => {
  let long: string
  let short: string

  test('says what it is, and has room on both sides', async () => {
    expect((await call('GET', '/summary')).body.account.hedgingEnabled).toBe(true)
    expect(await room()).toEqual([
      [FREE, FREE],
      [FREE, FREE],
      [0, 0],
      [FREE, FREE],
    ])
  })

  test('an order against what is held opens, and the position has both sides', async () => {
    long = (await market('1000')).body.orderFillTransaction.tradeOpened.tradeID
    const { body } = await market('-400')
    short = body.orderFillTransaction.tradeOpened.tradeID
    expect(body.orderFillTransaction.tradesClosed).toBeUndefined()
    expect(await position()).toMatchObject({
      instrument: 'EUR_USD',
      // The larger side's.
      marginUsed: '22.0010',
      long: { units: '1000', averagePrice: '1.10010', tradeIDs: [long] },
      short: { units: '-400', averagePrice: '1.10000', tradeIDs: [short] },
    })
    const { account } = (await call('GET', '')).body
    expect([account.openTradeCount, account.openPositionCount, account.marginUsed]).toEqual([2, 1, '22.0010'])
    // A trade's own margin is what it would need alone.
    expect(account.trades.map(({ marginUsed }: Record<string, string>) => marginUsed)).toEqual(['22.0010', '8.8004'])
  })

  test('what is available: up to the size of the other side nothing is needed', async () => {
    const [byDefault, reduceFirst, reduceOnly, openOnly] = await room()
    // Free margin is the NAV, which both spreads have made smaller, less the larger side's.
    const free = Math.floor((100_000 - 0.14 - 22.001) / (1.10005 * 0.02))
    expect(byDefault).toEqual([free, free + 600])
    expect(openOnly).toEqual(byDefault)
    expect(reduceFirst).toEqual([free + 400, free + 1600])
    expect(reduceOnly).toEqual([400, 1000])
  })

  test.each([
    ['REDUCE_FIRST', '-100', { tradeReduced: { tradeID: () => long, units: '-100' } }],
    ['REDUCE_ONLY', '100', { tradeReduced: { tradeID: () => short, units: '100' } }],
    ['OPEN_ONLY', '-10', { tradeOpened: { units: '-10' } }],
    ['DEFAULT', '-10', { tradeOpened: { units: '-10' } }],
  ])('%s', async (positionFill, units, expected) => {
    const { status, body } = await market(units, { positionFill })
    expect([status, body.orderCreateTransaction.positionFill]).toEqual([201, positionFill])
    const [name, part] = Object.entries(expected)[0]!
    const { tradeID, ...rest } = part as { tradeID?: () => string }
    expect(body.orderFillTransaction[name]).toMatchObject({ ...rest, ...(tradeID ? { tradeID: tradeID() } : {}) })
    for (const other of ['tradeOpened', 'tradeReduced', 'tradesClosed'])
      if (other !== name) expect(body.orderFillTransaction[other]).toBeUndefined()
  })

  test('a trade is closed by its number, the rest of its side stays', async () => {
    const { body } = await call('PUT', `/trades/${short}/close`, { units: 'ALL' })
    expect(body.orderCreateTransaction).toMatchObject({ positionFill: 'REDUCE_ONLY', reason: 'TRADE_CLOSE' })
    expect(body.orderFillTransaction.tradesClosed.map(({ tradeID }: Record<string, string>) => tradeID)).toEqual([
      short,
    ])
    expect(await position()).toMatchObject({ long: { units: '900' }, short: { units: '-20' } })
  })

  test('changes and state tell of each side', async () => {
    const { body } = await call('GET', '/changes?sinceTransactionID=2')
    expect(body.changes.positions[0]).toMatchObject({ long: { units: '900' }, short: { units: '-20' } })
    expect(body.state.positions).toEqual([
      {
        instrument: 'EUR_USD',
        netUnrealizedPL: '-0.0920',
        longUnrealizedPL: '-0.0900',
        shortUnrealizedPL: '-0.0020',
        marginUsed: '19.8009',
      },
    ])
  })

  test('a side that is not there stops the close of both; then both are closed in one batch', async () => {
    const first = await call('PUT', '/positions/EUR_USD/close', { longUnits: '901', shortUnits: 'ALL' })
    expect([first.status, first.body.errorCode]).toEqual([400, 'CLOSEOUT_POSITION_UNITS_EXCEED_POSITION_SIZE'])
    const { status, body } = await call('PUT', '/positions/EUR_USD/close', { longUnits: 'ALL', shortUnits: 'ALL' })
    expect(status).toBe(200)
    const { longOrderFillTransaction, shortOrderFillTransaction, longOrderCreateTransaction } = body
    expect([longOrderFillTransaction.units, shortOrderFillTransaction.units]).toEqual(['-900', '20'])
    expect(shortOrderFillTransaction.tradesClosed).toHaveLength(2)
    expect(shortOrderFillTransaction.batchID).toBe(longOrderCreateTransaction.id)
    expect(await position()).toMatchObject({ long: { units: '0' }, short: { units: '0' } })
    const again = await call('PUT', '/positions/EUR_USD/close', { shortUnits: 'ALL' })
    expect([again.status, again.body.errorCode]).toEqual([400, 'CLOSEOUT_POSITION_DOESNT_EXIST'])
  })

  test('an order that may only reduce and finds nothing is cancelled', async () => {
    const { status, body } = await market('5', { positionFill: 'REDUCE_ONLY' })
    expect([status, body.orderCancelTransaction.reason]).toEqual([201, 'POSITION_CLOSEOUT_FAILED'])
  })

  test('the day is financed side by side', async () => {
    await market('10000')
    await market('-10000')
    await broker.tick('EUR_USD', 1.1, 1.1001, 10 * 3_600_000)
    const { transactions } = (await call('GET', '/transactions/sinceid?id=2&type=DAILY_FINANCING')).body
    const [{ openTradeFinancings }] = transactions.at(-1).positionFinancings
    expect(
      openTradeFinancings.map(({ financingRate, financing }: Record<string, string>) => [financingRate, financing]),
    ).toEqual([
      ['-0.017', '-0.5149'],
      ['-0.0033', '-0.1000'],
    ])
    expect((await position()).long.financing).toBe('-0.5149')
    expect((await position()).short.financing).toBe('-0.1000')
  })
})

test('a netting account refuses to open against what it holds', async () => {
  const netting = await startWithPrices()
  const on = client(netting.url)
  const order = (units: string, positionFill: string) =>
    on('POST', '/orders', { order: { type: 'MARKET', instrument: 'EUR_USD', units, positionFill } })
  await order('100', 'OPEN_ONLY')
  const { status, body } = await order('-100', 'OPEN_ONLY')
  expect([status, body.orderCancelTransaction.reason]).toEqual([201, 'FIFO_VIOLATION_SAFEGUARD_VIOLATION'])
  const reduced = await order('-30', 'REDUCE_FIRST')
  expect([
    reduced.body.orderCreateTransaction.positionFill,
    reduced.body.orderFillTransaction.tradeReduced.units,
  ]).toEqual(['REDUCE_FIRST', '-30'])
  await netting.close()
})
