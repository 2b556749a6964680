/** Terms over the wire: levels of liquidity, commission, FIFO. */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ExchangeConfig } from '../../../operators/exchange/types.js'
import { parseInstruments } from '../../../sources/instruments.js'
import { client, startWithPrices } from '../../support/start-broker.js'

/** EUR_USD 1.10000/1.10010, USD_JPY 150.000/150.010. */
const openAccount = async (exchange: Partial<ExchangeConfig>) => {
  const broker = await startWithPrices({ exchange: { capital: 1e8, ...exchange } })
  onTestFinished(() => broker.close())
  const call = client(broker.url)
  return {
    call,
    send: async (units: number, more: object = {}, instrument = 'EUR_USD') =>
      (await call('POST', '/orders', { order: { type: 'MARKET', instrument, units, ...more } })).body,
  }
}
const reasonOf = (body: any): string | null => body.orderCancelTransaction?.reason ?? null

describe('liquidity', () => {
  test('prices show the levels, the worst as closeout price, and what is traded needs them', async () => {
    const { call, send } = await openAccount({ depth: 'ladder' })
    const [price] = (await call('GET', '/pricing?instruments=EUR_USD')).body.prices
    expect(price.asks).toHaveLength(7)
    expect(price.bids.slice(0, 2)).toEqual([
      { price: '1.10000', liquidity: 250_000 },
      { price: '1.09999', liquidity: 250_000 },
    ])
    expect([price.closeoutBid, price.closeoutAsk]).toEqual(['1.09994', '1.10016'])
    const { orderFillTransaction: fill } = await send(1_000_000)
    // 250k at 0, 250k at 1, 500k at 2 ticks: 1.25, rounded up to 2.
    expect([fill.fullVWAP, fill.tradeOpened.price, fill.fullPrice.asks[6]]).toEqual([
      '1.10012',
      '1.10012',
      { price: '1.10016', liquidity: '7000000' },
    ])
    expect(fill.fullPrice.time).toBe(fill.fullPrice.timestamp)
  })

  test.each<[string, number, Record<string, string>, string | null]>([
    ['an increase beyond the ladder', 20_000_000, {}, 'INSUFFICIENT_LIQUIDITY'],
    ['margin is checked first', 90_000_000, { instrument: 'USD_JPY' }, 'INSUFFICIENT_MARGIN'],
    ['the bound is compared with the worst level', 600_000, { priceBound: '1.10011' }, 'BOUNDS_VIOLATION'],
    ['which may be at the bound', 600_000, { priceBound: '1.10012' }, null],
  ])('%s', async (_, units, { instrument = 'EUR_USD', ...more }, reason) => {
    const { send } = await openAccount({ depth: 'ladder', capital: 3e6 })
    expect(reasonOf(await send(units, more, instrument))).toBe(reason)
  })

  test('IOC takes what there is', async () => {
    const { send } = await openAccount({ depth: 'ladder' })
    const { orderFillTransaction: fill } = await send(25_000_000, { timeInForce: 'IOC' })
    expect([fill.units, fill.requestedUnits]).toEqual(['19500000', '25000000'])
  })

  test('a close beyond the ladder takes the rest at the last level', async () => {
    const { call, send } = await openAccount({ depth: 'ladder' })
    for (const units of [19_000_000, 10_000_000]) await send(units)
    const { body } = await call('PUT', '/positions/EUR_USD/close', { longUnits: 'ALL' })
    // (94.25M + 9.5M * 6) ticks / 29M = 5.2: 6 below the bid.
    expect(body.longOrderFillTransaction).toMatchObject({ units: '-29000000', fullVWAP: '1.09994' })
  })
})

describe('commission', () => {
  test('is booked apart, and shown by fill, position and account', async () => {
    const { call, send } = await openAccount({ commission: 'us-core' })
    const { orderFillTransaction: fill } = await send(100_000)
    expect([fill.commission, fill.pl, fill.accountBalance]).toEqual(['7.0000', '0.0000', '99999993.0000'])
    await send(-50_000)
    const { account } = (await call('GET', '/summary')).body
    const { position } = (await call('GET', '/positions/EUR_USD')).body
    expect([account.commission, position.commission, account.pl]).toEqual(['10.5000', '10.5000', '-5.0000'])
    expect(account.balance).toBe('99999984.5000')
  })

  test("the instrument carries the plan, and a client's list has it", async () => {
    const { call } = await openAccount({ commission: { perUnit: 0.00007, currency: 'USD', when: 'each', min: 1.5 } })
    const { instruments } = (await call('GET', '/instruments?instruments=EUR_USD')).body
    expect(instruments[0].commission).toEqual({ commission: '0.7', unitsTraded: '10000', minimumCommission: '1.5' })
    expect(parseInstruments(instruments, 'here')[0]!.commission).toEqual({ perUnit: 0.00007, minimum: 1.5 })
  })

  test.each([['none'], ['sg-core']] as const)('%s is not a figure per unit: no field', async (commission) => {
    const { call } = await openAccount({ commission })
    const { instruments } = (await call('GET', '/instruments?instruments=EUR_USD')).body
    expect(instruments[0]).not.toHaveProperty('commission')
    expect(parseInstruments(instruments, 'here')[0]).not.toHaveProperty('commission')
  })

  test('conversion: factors of both currencies, and the fee that the profit contains', async () => {
    const { send } = await openAccount({})
    await send(1000, {}, 'EUR_JPY')
    const { orderFillTransaction: fill } = await send(-1000, {}, 'EUR_JPY')
    const factors = Object.values<{ factor: string }>(fill.homeConversionFactors).map(({ factor }) => Number(factor))
    // A yen is 1 / 150.005 dollars, a euro 165.01 of them; 0.5 % either way.
    const [yen, euro] = [1 / 150.005, 165.01 / 150.005]
    const expected = [yen * 0.995, yen * 1.005, euro * 0.995, euro * 1.005]
    factors.forEach((factor, n) => expect(factor).toBeCloseTo(expected[n]!, 9))
    // A loss of 20 yen.
    expect([fill.pl, fill.plHomeConversionCost, fill.homeConversionCost]).toEqual(['-0.1340', '0.0007', '0.0007'])
    expect(fill.tradesClosed[0]).toMatchObject({ plHomeConversionCost: '0.0007', homeConversionCost: '0.0007' })
  })
})

describe('FIFO of the US division', () => {
  const stop = { stopLossOnFill: { price: '1.00000' } }

  test('reasons of openings, partial closes and closes', async () => {
    const { call, send } = await openAccount({ division: 'us' })
    const id = (await send(1000, stop)).orderFillTransaction.tradeOpened.tradeID
    expect(reasonOf(await send(1000, stop))).toBe('FIFO_VIOLATION_SAFEGUARD_VIOLATION')
    expect(reasonOf(await send(600, stop))).toBeNull()
    const part = await call('PUT', `/trades/${id}/close`, { units: '400' })
    expect([part.status, reasonOf(part.body)]).toEqual([200, 'FIFO_VIOLATION_SAFEGUARD_PARTIAL_CLOSE_VIOLATION'])
    const [, younger] = [await send(70, {}, 'USD_JPY'), await send(70, {}, 'USD_JPY')]
    const late = await call('PUT', `/trades/${younger!.orderFillTransaction.tradeOpened.tradeID}/close`)
    expect(reasonOf(late.body)).toBe('FIFO_VIOLATION')
  })

  test('a bracket needs a trade with a size of its own', async () => {
    const { call, send } = await openAccount({ division: 'us' })
    const id = (await send(1000)).orderFillTransaction.tradeOpened.tradeID
    await send(1000)
    const { status, body } = await call('PUT', `/trades/${id}/orders`, { stopLoss: { price: '1.00000' } })
    expect([status, body.errorCode]).toEqual([400, 'FIFO_VIOLATION_SAFEGUARD_VIOLATION'])
  })

  test('hedging accounts are of another division', async () => {
    const { send } = await openAccount({ division: 'us', hedging: true })
    expect([reasonOf(await send(1000, stop)), reasonOf(await send(1000, stop))]).toEqual([null, null])
  })
})
