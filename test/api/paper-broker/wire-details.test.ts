/** What other v20 clients rely on in the small: numbers inside rejects, nanoseconds, ranges, financing by position. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../../lib/time-units.js'
import { client, startWithPrices } from '../../support/start-broker.js'

let broker: Awaited<ReturnType<typeof startWithPrices>>
let call: ReturnType<typeof client>
beforeEach(async () => {
  broker = await startWithPrices({})
  call = client(broker.url)
})
afterEach(() => broker.close())

const order = (type: string, more: object) => ({ order: { type, instrument: 'EUR_USD', units: 100, ...more } })

/** Paths of all numbers in a document that are not text. */
const numbersIn = (value: unknown, path = ''): string[] => {
  if (typeof value === 'number') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => numbersIn(inner, `${path}.${name}`))
}

describe('a reject echoes numbers as text, at any depth', () => {
  test.each<[string, object]>([
    ['take profit', order('MARKET', { takeProfitOnFill: { price: 1.12247999999999 } })],
    ['stop loss', order('MARKET', { stopLossOnFill: { distance: 0.00000001 } })],
    ['trailing stop', order('MARKET', { trailingStopLossOnFill: { distance: 1e-7 } })],
    ['price', order('LIMIT', { price: 1.1234567 })],
    ['bound', order('MARKET', { priceBound: 1.1234567 })],
    ['units', order('MARKET', { units: 0.5 })],
  ])('%s', async (_, body) => {
    const { status, body: answer } = await call('POST', '/orders', body)
    expect(status).toBe(400)
    expect(numbersIn(answer.orderRejectTransaction)).toEqual(['.userID'])
    expect(JSON.stringify(answer)).not.toMatch(/"\d[^"]*e-\d+"/)
  })
})

describe('a stop loss without price and distance', () => {
  const reason = 'STOP_LOSS_ORDER_PRICE_AND_DISTANCE_BOTH_MISSING'
  test.each<[string, (trade: string) => readonly [string, string, object]]>([
    ['as an order', (trade) => ['POST', '/orders', { order: { type: 'STOP_LOSS', tradeID: trade } }]],
    ['of a trade', (trade) => ['PUT', `/trades/${trade}/orders`, { stopLoss: {} }]],
  ])('%s', async (_, requestOf) => {
    const { body } = await call('POST', '/orders', order('MARKET', {}))
    const answer = await call(...requestOf(body.orderFillTransaction.tradeOpened.tradeID))
    expect([answer.status, answer.body.errorCode]).toEqual([400, reason])
  })
})

describe('an expiry keeps its nanoseconds', () => {
  const gtdTime = '2024-03-20T12:00:00.123456789Z'
  const seconds = '1710936000.123456789'
  const pending = (more: object) => order('LIMIT', { price: '1.00000', ...more })

  test.each([
    ['as RFC 3339', gtdTime, gtdTime],
    ['in seconds', seconds, gtdTime],
    ['in milliseconds', '2024-03-20T12:00:00.123Z', '2024-03-20T12:00:00.123000000Z'],
  ])('%s', async (_, sent, shown) => {
    const { body } = await call('POST', '/orders', pending({ timeInForce: 'GTD', gtdTime: sent }))
    expect(body.orderCreateTransaction.gtdTime).toBe(shown)
    const { body: listed } = await call('GET', '/pendingOrders')
    expect(listed.orders[0].gtdTime).toBe(shown)
  })

  test('also of the brackets that a fill makes, and in a reject', async () => {
    const stopLossOnFill = { price: '1.00000', timeInForce: 'GTD', gtdTime }
    const { body } = await call('POST', '/orders', order('MARKET', { stopLossOnFill }))
    expect(body.orderCreateTransaction.stopLossOnFill.gtdTime).toBe(gtdTime)
    const { body: pendings } = await call('GET', '/pendingOrders')
    expect(pendings.orders[0]).toMatchObject({ type: 'STOP_LOSS', gtdTime })
    const refused = await call('POST', '/orders', pending({ timeInForce: 'GTD', gtdTime, price: '-1' }))
    expect(refused.body.orderRejectTransaction).toMatchObject({ gtdTime, rejectReason: 'PRICE_INVALID' })
  })
})

test.each([
  ['from=2024-03-20T00:00:00Z&to=2024-03-19T00:00:00Z', 'to'],
  ['from=2030-01-01T00:00:00Z', 'from'],
])('transactions of a range that ends before it begins are an error: %s', async (query, name) => {
  const { status, body } = await call('GET', `/transactions?${query}`)
  expect([status, body.errorMessage]).toEqual([400, `Invalid value specified for '${name}'`])
})

test('financing shows each position in its base currency, with what converts it', async () => {
  await call('POST', '/orders', order('MARKET', { units: 200_000 }))
  await call('POST', '/orders', order('MARKET', { units: 100_000 }))
  await broker.clock.advance(9 * HOUR_MS)
  const { body } = await call('GET', '/transactions/sinceid?id=1&type=DAILY_FINANCING')
  const [position] = body.transactions[0].positionFinancings
  const parts = position.openTradeFinancings.map(({ baseFinancing }: { baseFinancing: string }) =>
    Number(baseFinancing),
  )
  expect(Number(position.baseFinancing)).toBeCloseTo((300_000 * -0.017) / 365, 9)
  expect(Number(position.baseFinancing)).toBeCloseTo(parts[0] + parts[1], 9)
  const { gainQuoteHome, lossQuoteHome, gainBaseHome, lossBaseHome } = position.homeConversionFactors
  expect([gainQuoteHome, lossQuoteHome]).toEqual([null, null])
  expect(Number(position.financing)).toBeCloseTo(Number(position.baseFinancing) * Number(lossBaseHome.factor), 3)
  expect(Number(gainBaseHome.factor)).toBeLessThan(Number(lossBaseHome.factor))
})
