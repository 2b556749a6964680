/** The wire, request by request: statuses, texts, numbers, headers, and the quirks of clients. */
import { request as httpRequest } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../../lib/time-units.js'
import { ACCOUNT, ask, client, OTHER, startWithPrices, TOKEN } from '../../support/start-broker.js'

type Broker = Awaited<ReturnType<typeof startWithPrices>>
let broker: Broker
let call: ReturnType<typeof client>

/** A broker of the test's own. */
const fresh = async (options: Parameters<typeof startWithPrices>[0] = {}): Promise<void> => {
  broker = await startWithPrices(options)
  call = client(broker.url)
}
afterEach(() => broker.close())

const market = (units: unknown, more: object = {}) => ({
  order: { type: 'MARKET', instrument: 'EUR_USD', units, ...more },
})
/** One request, byte by byte. */
const raw = (method: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
    const sent = httpRequest(`${broker.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, ...headers },
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      )
    })
    sent.end()
  })

describe('an account and its orders', () => {
  beforeEach(() => fresh())

  test('a market order fills at the displayed side of the market, with all numbers as text', async () => {
    const { status, body, headers } = await call('POST', '/orders', market(1000))
    expect([status, headers.get('Location')]).toEqual([
      201,
      `${broker.url}/v3/accounts/${ACCOUNT}/orders/${body.orderCreateTransaction.id}`,
    ])
    const { orderCreateTransaction: created, orderFillTransaction: filled } = body
    expect(created).toEqual({
      id: '3',
      accountID: ACCOUNT,
      userID: 1234567,
      batchID: '3',
      requestID: headers.get('RequestID'),
      time: '2024-03-19T12:00:00.000000000Z',
      type: 'MARKET_ORDER',
      instrument: 'EUR_USD',
      units: '1000',
      positionFill: 'DEFAULT',
      timeInForce: 'FOK',
      reason: 'CLIENT_ORDER',
    })
    expect(filled).toMatchObject({
      id: '4',
      batchID: '3',
      type: 'ORDER_FILL',
      orderID: '3',
      units: '1000',
      requestedUnits: '1000',
      price: '1.10010',
      fullVWAP: '1.10010',
      pl: '0.0000',
      quotePL: '0',
      financing: '0.0000',
      commission: '0.0000',
      accountBalance: '100000.0000',
      halfSpreadCost: '0.0500',
      reason: 'MARKET_ORDER',
      tradeOpened: { tradeID: '4', units: '1000', price: '1.10010', initialMarginRequired: '22.0010' },
      fullPrice: {
        closeoutBid: '1.10000',
        closeoutAsk: '1.10010',
        timestamp: '2024-03-19T12:00:00.000000000Z',
        bids: [{ price: '1.10000', liquidity: '10000000' }],
        asks: [{ price: '1.10010', liquidity: '10000000' }],
      },
      homeConversionFactors: { gainQuoteHome: { factor: '1' }, lossQuoteHome: { factor: '1' } },
    })
    expect([body.relatedTransactionIDs, body.lastTransactionID]).toEqual([['3', '4'], '4'])
  })

  test('account and positions show the trade', async () => {
    await call('POST', '/orders', market(1000))
    await broker.tick('EUR_USD', 1.1011, 1.1012)
    const { body } = await call('GET', '/summary')
    expect(body.account).toMatchObject({
      id: ACCOUNT,
      currency: 'USD',
      balance: '100000.0000',
      NAV: '100001.0000',
      unrealizedPL: '1.0000',
      marginUsed: '22.0230',
      marginAvailable: '99978.9770',
      positionValue: '1101.1500',
      marginCloseoutUnrealizedPL: '1.0500',
      marginCloseoutNAV: '100001.0500',
      marginCloseoutPercent: '0.00011',
      openTradeCount: 1,
      openPositionCount: 1,
      pendingOrderCount: 0,
      hedgingEnabled: false,
      lastTransactionID: '4',
    })
    const { body: positions } = await call('GET', '/openPositions')
    expect(positions.positions).toEqual([
      {
        instrument: 'EUR_USD',
        pl: '0.0000',
        resettablePL: '0.0000',
        unrealizedPL: '1.0000',
        marginUsed: '22.0230',
        financing: '0.0000',
        commission: '0.0000',
        dividendAdjustment: '0.0000',
        guaranteedExecutionFees: '0.0000',
        long: {
          units: '1000',
          averagePrice: '1.10010',
          tradeIDs: ['4'],
          pl: '0.0000',
          resettablePL: '0.0000',
          unrealizedPL: '1.0000',
          financing: '0.0000',
          dividendAdjustment: '0.0000',
          guaranteedExecutionFees: '0.0000',
        },
        short: {
          units: '0',
          pl: '0.0000',
          resettablePL: '0.0000',
          unrealizedPL: '0.0000',
          financing: '0.0000',
          dividendAdjustment: '0.0000',
          guaranteedExecutionFees: '0.0000',
        },
      },
    ])
  })

  test('a triggered stop closes the trade and cancels its sibling', async () => {
    const { body } = await call(
      'POST',
      '/orders',
      market('-500', {
        instrument: 'EUR_JPY',
        stopLossOnFill: { price: '165.500', timeInForce: 'GTC' },
        takeProfitOnFill: { price: 160 },
      }),
    )
    expect(body.relatedTransactionIDs).toHaveLength(4)
    const bracket = (await call('GET', `/transactions/${body.lastTransactionID}`)).body.transaction
    expect([bracket.type, bracket.reason, bracket.orderFillTransactionID]).toEqual([
      'STOP_LOSS_ORDER',
      'ON_FILL',
      body.orderFillTransaction.id,
    ])
    const trade = body.orderFillTransaction.tradeOpened.tradeID
    await broker.tick('EUR_JPY', 165.6, 165.62)
    const { body: since } = await call('GET', `/transactions/sinceid?id=${body.lastTransactionID}`)
    const [fill, cancel] = since.transactions
    expect([fill.reason, fill.price, fill.tradesClosed[0].tradeID, fill.quotePL]).toEqual([
      'STOP_LOSS_ORDER',
      '165.620',
      trade,
      '-310.000',
    ])
    // 310 yen at the mid of USD_JPY, plus half a percent.
    expect(fill.pl).toBe('-2.0769')
    expect([cancel.reason, cancel.closedTradeID, cancel.tradeCloseTransactionID, cancel.batchID]).toEqual([
      'LINKED_TRADE_CLOSED',
      trade,
      fill.id,
      fill.batchID,
    ])
    const { body: closed } = await call('GET', `/trades/${trade}`)
    expect(closed.trade).toMatchObject({
      state: 'CLOSED',
      currentUnits: '0',
      averageClosePrice: '165.620',
      closingTransactionIDs: [fill.id],
      stopLossOrder: { state: 'FILLED', tradeID: trade },
      takeProfitOrder: { state: 'CANCELLED', type: 'TAKE_PROFIT', price: '160.000' },
    })
    expect(closed.trade.unrealizedPL).toBeUndefined()
  })

  test.each([
    ['an order that is no object', { order: 3 }, 'Invalid JSON body, must be an object'],
    ['no order', {}, "Invalid value specified for 'order'"],
    ['a list', [1], 'Invalid JSON body, must be an object'],
    ['no JSON', '{"order":', 'Invalid JSON body, must be an object'],
    ['an unknown type', { order: { type: 'WISH' } }, "Invalid value specified for 'order.type'"],
    ['an unknown instrument', market(1, { instrument: 'EUR_XXX' }), "Invalid value specified for 'order.instrument'"],
    ['units that are no number', market('many'), "Invalid value specified for 'order.units'"],
    [
      'a time in force that is none',
      market(1, { timeInForce: 'NOW' }),
      "Invalid value specified for 'order.timeInForce'",
    ],
    [
      'a price that is no number',
      market(1, { stopLossOnFill: { price: 'NaN' } }),
      "Invalid value specified for 'order.stopLossOnFill.price'",
    ],
  ])('layer one: %s is a 400 without a transaction', async (_name, body, errorMessage) => {
    const before = (await call('GET', '/summary')).body.lastTransactionID
    const answer = await call('POST', '/orders', body)
    expect([answer.status, answer.body]).toEqual([400, { errorMessage }])
    expect((await call('GET', '/summary')).body.lastTransactionID).toBe(before)
  })

  test.each([
    ['UNITS_INVALID', market('0'), 'Order units specified are invalid'],
    ['UNITS_MISSING', { order: { type: 'MARKET', instrument: 'EUR_USD' } }, 'Order units have not been not specified'],
    ['UNITS_LIMIT_EXCEEDED', market('100000001'), undefined],
    ['UNITS_PRECISION_EXCEEDED', market('1.5'), undefined],
    ['INSTRUMENT_NOT_TRADEABLE', market(1, { instrument: 'GBP_CHF' }), undefined],
    ['INSTRUMENT_MISSING', { order: { type: 'MARKET', units: 1 } }, 'Order instrument has not been specified'],
    ['PRICE_MISSING', market(1, { type: 'LIMIT' }), 'The price has not been specified'],
    ['PRICE_PRECISION_EXCEEDED', market(1, { type: 'LIMIT', price: '1.123456' }), undefined],
    ['TIME_IN_FORCE_INVALID', market(1, { timeInForce: 'GTC' }), undefined],
    ['TIME_IN_FORCE_GTD_TIMESTAMP_MISSING', market(1, { type: 'LIMIT', price: '1', timeInForce: 'GTD' }), undefined],
    [
      'TIME_IN_FORCE_GTD_TIMESTAMP_IN_PAST',
      market(1, { type: 'LIMIT', price: '1', timeInForce: 'GTD', gtdTime: '2020-01-01T00:00:00Z' }),
      undefined,
    ],
    [
      'TAKE_PROFIT_ON_FILL_PRICE_PRECISION_EXCEEDED',
      market(1, { takeProfitOnFill: { price: '1.12247999999999' } }),
      undefined,
    ],
    ['STOP_LOSS_ON_FILL_PRICE_AND_DISTANCE_BOTH_MISSING', market(1, { stopLossOnFill: {} }), undefined],
    ['TRIGGER_CONDITION_INVALID', market(1, { type: 'STOP', price: '2', triggerCondition: 'MID' }), undefined],
    ['CLIENT_ORDER_ID_INVALID', market(1, { clientExtensions: { id: '' } }), undefined],
  ])('layer two: %s is a 400 with a transaction', async (errorCode, body, errorMessage) => {
    const before = Number((await call('GET', '/summary')).body.lastTransactionID)
    const answer = await call('POST', '/orders', body)
    expect(answer).toMatchObject({
      status: 400,
      body: {
        errorCode,
        relatedTransactionIDs: [String(before + 1)],
        lastTransactionID: String(before + 1),
        orderRejectTransaction: { id: String(before + 1), rejectReason: errorCode, reason: 'CLIENT_ORDER' },
      },
    })
    expect(answer.body.errorMessage).toEqual(errorMessage ?? expect.stringMatching(/^[A-Z].{10,}/))
    expect(answer.body.orderRejectTransaction.type).toMatch(/^(MARKET|LIMIT|STOP)_ORDER_REJECT$/)
  })

  test('a reject repeats the order as sent', async () => {
    const { body } = await call('POST', '/orders', market('0', { takeProfitOnFill: { price: '1.1224799999' } }))
    expect(body.orderRejectTransaction).toMatchObject({ units: '0', takeProfitOnFill: { price: '1.1224799999' } })
  })

  test.each([
    ['STOP_LOSS_ON_FILL_LOSS', market(10, { stopLossOnFill: { price: '1.50000' } })],
    ['TAKE_PROFIT_ON_FILL_LOSS', market(10, { takeProfitOnFill: { price: '1.00000' } })],
    ['BOUNDS_VIOLATION', market(10, { priceBound: '1.09000' })],
    ['INSUFFICIENT_MARGIN', market(90_000_000)],
    ['TIME_IN_FORCE_EXPIRED', market(10, { type: 'LIMIT', price: '1.00000', timeInForce: 'FOK' })],
  ])('layer three: %s is a 201 that is cancelled', async (reason, body) => {
    const answer = await call('POST', '/orders', body)
    expect([answer.status, answer.body.orderCancelTransaction.reason]).toEqual([201, reason])
    expect(answer.body.orderCancelTransaction.batchID).toBe(answer.body.orderCreateTransaction.id)
    expect(answer.body.orderFillTransaction).toBeUndefined()
  })

  test('a missing order or trade is a 404, with a transaction if a change was requested', async () => {
    const order = await call('GET', '/orders/9999')
    expect([order.status, order.body.errorCode, order.body.errorMessage]).toEqual([
      404,
      'NO_SUCH_ORDER',
      'The order ID specified does not exist',
    ])
    expect((await call('GET', '/trades/9999')).body.errorCode).toBe('NO_SUCH_TRADE')
    expect((await call('GET', '/transactions/9999')).body.errorCode).toBe('NO_SUCH_TRANSACTION')
    const cancel = await call('PUT', '/orders/9999/cancel')
    expect([cancel.status, cancel.body.orderCancelRejectTransaction.rejectReason]).toEqual([404, 'ORDER_DOESNT_EXIST'])
    const named = await call('PUT', '/orders/@nobody/cancel')
    expect([named.status, named.body.orderCancelRejectTransaction.clientOrderID]).toEqual([404, 'nobody'])
    const close = await call('PUT', '/trades/9999/close', { units: 'ALL' })
    expect([close.status, close.body.orderRejectTransaction.tradeClose]).toEqual([
      404,
      { tradeID: '9999', units: 'ALL' },
    ])
    const bracket = await call('POST', '/orders', { order: { type: 'STOP_LOSS', tradeID: '9999', price: '1' } })
    expect([bracket.status, bracket.body.errorCode]).toEqual([404, 'TRADE_DOESNT_EXIST'])
    const side = await call('PUT', '/positions/EUR_USD/close', { shortUnits: 'ALL' })
    expect([side.status, side.body.errorCode, side.body.shortOrderRejectTransaction.reason]).toEqual([
      400,
      'CLOSEOUT_POSITION_DOESNT_EXIST',
      'POSITION_CLOSEOUT',
    ])
    expect((await call('PUT', '/positions/EUR_USD/close', {})).status).toBe(400)
    expect((await call('PUT', '/positions/EUR_USD/close')).body).toEqual({ errorMessage: 'Missing JSON body' })
    expect((await call('GET', '/positions/USD_JPY')).status).toBe(404)
  })

  test('client ids: one pending order each, looked up with @', async () => {
    const limit = (id: string, price = '1.00000') => market(1, { type: 'LIMIT', price, clientExtensions: { id } })
    expect((await call('POST', '/orders', limit('one'))).status).toBe(201)
    const twice = await call('POST', '/orders', limit('one'))
    expect([twice.status, twice.body.errorCode]).toEqual([400, 'CLIENT_ORDER_ID_ALREADY_EXISTS'])
    expect((await call('GET', '/orders/@one')).body.order.price).toBe('1.00000')
    expect((await call('GET', '/orders/%40one')).body.order.state).toBe('PENDING')
    const named = await call('PUT', '/orders/@one/clientExtensions', { clientExtensions: { id: 'two', tag: 't' } })
    expect([named.status, named.body.orderClientExtensionsModifyTransaction.type]).toEqual([
      200,
      'ORDER_CLIENT_EXTENSIONS_MODIFY',
    ])
    expect((await call('PUT', '/orders/@two/cancel')).body.orderCancelTransaction).toMatchObject({
      clientOrderID: 'two',
      reason: 'CLIENT_REQUEST',
    })
    expect((await call('POST', '/orders', limit('two'))).status).toBe(201)
  })

  test('lists are newest first and paged', async () => {
    for (const price of ['1.01', '1.02', '1.03', '1.04'])
      await call('POST', '/orders', market(1, { type: 'LIMIT', price }))
    await call('POST', '/orders', market(5, { instrument: 'EUR_JPY' }))
    await call('PUT', '/positions/EUR_JPY/close', { longUnits: 'ALL' })
    const { body, headers } = await call('GET', '/orders?state=ALL&count=2')
    expect(body.orders).toHaveLength(2)
    expect(Number(body.orders[0].id)).toBeGreaterThan(Number(body.orders[1].id))
    const next = /<(.*)>; rel="next"/.exec(headers.get('Link') ?? '')?.[1] as string
    const { body: second } = await ask('', 'GET', next)
    expect(Number(second.orders[0].id)).toBeLessThan(Number(body.orders[1].id))
    expect((await call('GET', '/orders?count=501')).status).toBe(400)
    expect((await call('GET', '/trades?state=CLOSED&instrument=EUR_JPY')).body.trades).toHaveLength(1)
  })

  test('a request is one batch', async () => {
    const { body } = await call('POST', '/orders', market(100, { stopLossOnFill: { distance: '0.00500' } }))
    const id = body.orderFillTransaction.tradeOpened.tradeID
    const changed = await call('PUT', `/trades/${id}/orders`, {
      stopLoss: { price: '1.05000' },
      takeProfit: { price: '1.30000' },
      trailingStopLoss: { distance: '0.01000' },
    })
    expect(Object.keys(changed.body).sort()).toEqual([
      'lastTransactionID',
      'relatedTransactionIDs',
      'stopLossOrderCancelTransaction',
      'stopLossOrderTransaction',
      'takeProfitOrderTransaction',
      'trailingStopLossOrderTransaction',
    ])
    const { body: range } = await call(
      'GET',
      `/transactions/idrange?from=${changed.body.relatedTransactionIDs[0]}&to=${changed.body.lastTransactionID}`,
    )
    expect(
      new Set(range.transactions.map(({ batchID, requestID }: Record<string, string>) => [batchID, requestID].join()))
        .size,
    ).toBe(1)
    // If one is refused nothing changes.
    const refused = await call('PUT', `/trades/${id}/orders`, { takeProfit: null, stopLoss: { price: '1.0512345' } })
    expect([refused.status, refused.body.errorCode, refused.body.stopLossOrderRejectTransaction.tradeID]).toEqual([
      400,
      'PRICE_PRECISION_EXCEEDED',
      id,
    ])
    const { body: trade } = await call('GET', `/trades/${id}`)
    expect([trade.trade.takeProfitOrder.state, trade.trade.stopLossOrder.price]).toEqual(['PENDING', '1.05000'])
    const gone = await call('PUT', `/trades/${id}/orders`, { takeProfit: null })
    expect([gone.status, gone.body.takeProfitOrderCancelTransaction.reason]).toEqual([200, 'CLIENT_REQUEST'])
    expect((await call('GET', '/changes?sinceTransactionID=2')).body.state.orders[0].trailingStopValue).toMatch(
      /^1\.\d{5}$/,
    )
  })
})

describe('the market closes', () => {
  beforeEach(() => fresh())

  test('immediate orders are cancelled, resting ones stay', async () => {
    const { body: open } = await call('POST', '/orders', market(100))
    broker.feed.setOpen('EUR_USD', false)
    await broker.clock.advance(1000)
    const { body: prices } = await call('GET', '/pricing?instruments=EUR_USD')
    expect([prices.prices[0].tradeable, prices.prices[0].status]).toEqual([false, 'non-tradeable'])
    const halted = await call('POST', '/orders', market(100))
    expect([halted.status, halted.body.orderCancelTransaction.reason]).toEqual([201, 'MARKET_HALTED'])
    const id = open.orderFillTransaction.tradeOpened.tradeID
    const close = await call('PUT', `/trades/${id}/close`, { units: 'ALL' })
    expect([close.status, close.body.orderCancelTransaction.reason, close.body.orderFillTransaction]).toEqual([
      200,
      'MARKET_HALTED',
      undefined,
    ])
    const limit = await call('POST', '/orders', market(100, { type: 'LIMIT', price: '1.20000' }))
    expect([limit.status, limit.body.orderFillTransaction]).toEqual([201, undefined])
    // The market opens with a price and fills the limit that it has passed.
    broker.feed.setOpen('EUR_USD', true)
    await broker.tick('EUR_USD', 1.15, 1.1502)
    const { body: order } = await call('GET', `/orders/${limit.body.orderCreateTransaction.id}`)
    expect(order.order.state).toBe('FILLED')
  })

  test('financing is booked at 17:00 New York, and GFD orders expire then', async () => {
    await call('POST', '/orders', market(200))
    await broker.tick('EUR_USD', 1.15, 1.1502)
    const { body: gfd } = await call(
      'POST',
      '/orders',
      market(1, { type: 'LIMIT', price: '1.00000', timeInForce: 'GFD' }),
    )
    await broker.clock.advance(9 * HOUR_MS)
    const { body } = await call('GET', `/transactions/sinceid?id=${gfd.lastTransactionID}`)
    const financing = body.transactions.find(({ type }: { type: string }) => type === 'DAILY_FINANCING')
    expect(financing.time).toBe('2024-03-19T21:00:00.000000000Z')
    // 200 EUR at -1.7 % per year for one day, at 1.1501 plus half a percent: a cent.
    expect(financing.financing).toBe('-0.0108')
    expect(body.transactions.map(({ reason }: { reason?: string }) => reason)).toContain('TIME_IN_FORCE_EXPIRED')
    const { body: account } = await call('GET', '')
    expect(account.account.financing).toBe('-0.0108')
    expect(
      account.account.trades.reduce((sum: number, trade: { financing: string }) => sum + Number(trade.financing), 0),
    ).toBeCloseTo(-0.0108, 9)
  })
})

describe('an account that loses too much', () => {
  beforeEach(() => fresh({ exchange: { capital: 1000 } }))

  test('gets a margin call, then a closeout, at the price that caused it', async () => {
    await call('POST', '/orders', market(40_000))
    await broker.tick('EUR_USD', 1.0862, 1.0863)
    const { body } = await call('GET', '/summary')
    expect([body.account.marginCallPercent > 1, body.account.marginCallEnterTime]).toEqual([
      true,
      '2024-03-19T12:00:01.000000000Z',
    ])
    await broker.tick('EUR_USD', 1.084, 1.0841)
    const { body: since } = await call('GET', '/transactions/sinceid?id=4')
    expect(since.transactions.map(({ type, reason }: Record<string, string>) => [type, reason])).toEqual([
      ['MARGIN_CALL_ENTER', undefined],
      ['MARKET_ORDER', 'MARGIN_CLOSEOUT'],
      ['ORDER_FILL', 'MARKET_ORDER_MARGIN_CLOSEOUT'],
      ['MARGIN_CALL_EXIT', undefined],
    ])
    expect(since.transactions[2]).toMatchObject({ price: '1.08400', pl: '-644.0000', accountBalance: '356.0000' })
    expect((await call('GET', '/changes?sinceTransactionID=4')).body.changes.tradesClosed[0].state).toBe('CLOSED')
  })
})

describe('requests', () => {
  beforeEach(() =>
    fresh({
      tokens: [
        { token: TOKEN, accounts: [] },
        { token: 'only-the-other', accounts: [OTHER] },
      ],
    }),
  )

  test('tokens and accounts', async () => {
    const status = async (path: string, token: string | null) => {
      const response = await fetch(
        `${broker.url}${path}`,
        token === null ? {} : { headers: { Authorization: `Bearer ${token}` } },
      )
      return [response.status, ((await response.json()) as { errorMessage?: string }).errorMessage]
    }
    const wall = [401, 'Insufficient authorization to perform request.']
    expect(await status('/v3/accounts', null)).toEqual(wall)
    expect(await status('/v3/accounts', 'wrong')).toEqual(wall)
    expect(await status(`/v3/accounts/${ACCOUNT}`, 'only-the-other')).toEqual([
      403,
      'The provided request was forbidden.',
    ])
    expect(await status('/v3/accounts/101-001-1234567-009', TOKEN)).toEqual([
      403,
      'The provided request was forbidden.',
    ])
    expect(await status('/v3/accounts/12345', TOKEN)).toEqual([400, "Invalid value specified for 'accountID'"])
    const { body } = await ask(broker.url, 'GET', '/v3/accounts', undefined, { Authorization: 'Bearer only-the-other' })
    expect(body).toEqual({ accounts: [{ id: OTHER, tags: [] }] })
    await client(broker.url, OTHER)('POST', '/orders', market(5))
    expect((await call('GET', '/openTrades')).body.trades).toEqual([])
  })

  test('wrong methods and paths', async () => {
    expect((await call('DELETE', '/orders')).status).toBe(405)
    expect((await call('POST', '/summary')).status).toBe(405)
    expect((await call('GET', '/nothing')).status).toBe(404)
    expect((await ask(broker.url, 'GET', '/v3/%E0%A4%A')).status).toBe(404)
    expect((await ask(broker.streamUrl, 'GET', `/v3/accounts/${ACCOUNT}/summary`)).status).toBe(404)
  })

  test('every response has a request id, a content type and the broker date', async () => {
    for (const path of ['/v3/accounts', `/v3/accounts/${ACCOUNT}/orders/7`, '/nowhere', '/v3/accounts/1']) {
      const { headers } = await ask(broker.url, 'GET', path)
      expect(headers.get('RequestID'), path).toMatch(/^\d{10,}$/)
      expect(headers.get('Content-Type'), path).toBe('application/json')
      expect(headers.get('Date'), path).toBe('Tue, 19 Mar 2024 12:00:00 GMT')
    }
  })

  test.each([
    ['a question mark at the end', '/pricing?instruments=EUR_USD,USD_JPY&'],
    ['an encoded comma', '/pricing?instruments=EUR_USD%2CUSD_JPY'],
    ['True of Python', '/pricing?instruments=EUR_USD,USD_JPY&includeHomeConversions=True&includeUnitsAvailable=False'],
    ['true of others', '/pricing?instruments=EUR_USD,USD_JPY&includeHomeConversions=true'],
  ])('reads %s', async (_name, path) => {
    const { status, body } = await call('GET', path)
    expect([status, body.prices.length]).toEqual([200, 2])
  })

  test('numbers as numbers, old spellings, no body if none is needed', async () => {
    const { status, body } = await call(
      'POST',
      '/orders',
      market(7, { timeInForce: 'FOK', positionFill: 'POSITION_DEFAULT', priceBound: 1.2 }),
    )
    expect([status, body.orderCreateTransaction.units, body.orderCreateTransaction.priceBound]).toEqual([
      201,
      '7',
      '1.20000',
    ])
    const stop = await call(
      'POST',
      '/orders',
      market(1, { type: 'STOP', price: 1.3, triggerCondition: 'TRIGGER_DEFAULT' }),
    )
    expect(stop.status).toBe(201)
    const cancelled = await raw('PUT', `/v3/accounts/${ACCOUNT}/orders/${stop.body.orderCreateTransaction.id}/cancel?`)
    expect(cancelled.status).toBe(200)
    const closed = await raw('PUT', `/v3/accounts/${ACCOUNT}/trades/${body.orderFillTransaction.id}/close`, {
      'Content-Length': '0',
    })
    expect(closed.status).toBe(200)
  })

  test('times in seconds for clients that ask for them', async () => {
    const { body } = await call('GET', '/transactions/1', undefined, { 'Accept-Datetime-Format': 'UNIX' })
    expect(body.transaction.time).toBe('1710849600.000000000')
    const since = await call('GET', '/pricing?instruments=EUR_USD&since=1710849600.000000000')
    expect(since.body.prices).toEqual([])
    const list = await call('GET', '/transactions?from=2024-03-19T11:59:59Z&to=2024-03-19T12:00:00Z')
    expect(list.body.count).toBeGreaterThan(1)
    const filtered = await call('GET', '/transactions?type=FUNDING')
    expect(filtered.body.pages).toEqual([
      `${broker.url}/v3/accounts/${ACCOUNT}/transactions/idrange?from=2&to=2&type=FUNDING`,
    ])
  })

  test('large responses are gzipped for clients that accept it', async () => {
    const packed = await raw('GET', `/v3/accounts/${ACCOUNT}/instruments`, { 'Accept-Encoding': 'gzip, deflate' })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(gunzipSync(packed.bytes).toString()).instruments).toHaveLength(3)
    const plain = await raw('GET', `/v3/accounts/${ACCOUNT}/instruments`)
    expect(plain.headers['content-encoding']).toBeUndefined()
  })

  test('unsatisfiable ranges are 416', async () => {
    for (const path of [
      '/transactions/idrange?from=1&to=99999',
      '/transactions/sinceid?id=99999',
      '/changes?sinceTransactionID=99999',
    ])
      expect((await call('GET', path)).status, path).toBe(416)
    expect((await call('GET', '/transactions/idrange?from=2')).body).toEqual({
      errorMessage: "Invalid value specified for 'to'",
    })
  })

  test('more than 120 requests per second of broker time are too many', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 130; n++) statuses.push((await raw('GET', '/v3/accounts')).status)
    expect(statuses.at(-1)).toBe(429)
    await broker.clock.advance(1000)
    expect((await raw('GET', '/v3/accounts')).status).toBe(200)
  })
})
