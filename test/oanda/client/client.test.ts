import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EntryRequest, OrderReply } from '../../../model/broker-client.js'
import { testClock } from '../../support/test-clock.js'
import { createOandaClient, type OandaClient, type OandaClientOptions } from '../../../oanda/client/client.js'
import type { OandaEvent } from '../../../oanda/client/http.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import * as recorded from '../../support/recorded-broker.js'
import {
  type Answer,
  cutOff,
  gzipped,
  html,
  json,
  reset,
  scriptedServer,
  type ScriptedServer,
  silence,
} from '../../support/scripted-server.js'
import { settle } from '../../support/settle.js'

const ACCOUNT = '101-001-1234567-001'
/** A message with this text leaks the token. */
const TOKEN = 'canary-8f2a6c/+secret'
const ENTRY: EntryRequest = {
  leg: 'entry',
  decisionId: '0123456789abcdef0123456789abcdef',
  instrument: 'EUR_USD',
  units: '100',
  priceBound: '1.16400',
  openOnly: false,
  stopLoss: { distance: '0.00350' },
  takeProfit: { price: '1.17000' },
}
const CLOSE = { leg: 'close', decisionId: 'fedcba', instrument: 'EUR_USD', tradeId: '23', units: 'ALL' } as const
/** The order may leave. */
const FREE = { mayLeave: () => null }

/** 40 MB of blanks. */
const BOMB = gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20))

let server: ScriptedServer
let clock: ReturnType<typeof testClock>
let clients: OandaClient[]
let events: OandaEvent[]
let said: string[]

beforeEach(async () => {
  server = await scriptedServer()
  clock = testClock(Date.UTC(2026, 0, 5))
  clients = []
  events = []
  said = []
})
afterEach(async () => {
  for (const client of clients) client.close()
  await server.close()
  const everything = [
    ...events.map(({ text }) => text),
    ...said,
    ...clients.map((client) => inspect(client, { depth: 9 })),
  ].join('\n')
  expect(everything).not.toContain('canary')
})

const create = (options: Partial<OandaClientOptions> = {}): OandaClient => {
  const client = createOandaClient({
    target: oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: server.url }),
    token: TOKEN,
    clock,
    random: () => 0.5,
    report: (event) => events.push(event),
    ...options,
  })
  clients.push(client)
  return client
}
/** The value, or code and message of the error. */
const outcome = async <T>(work: Promise<T>): Promise<T | { code: string; message: string }> => {
  try {
    return await settle(clock, work)
  } catch (error) {
    said.push(inspect(error))
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
}

describe('orders', () => {
  test('an entry is one market order, filled whole or not at all, with its brackets and marks', async () => {
    server.script.push(json(201, recorded.filled))
    const reply = (await settle(clock, create().send(ENTRY, FREE))) as Extract<OrderReply, { kind: 'accepted' }>
    expect(reply.kind).toBe('accepted')
    expect(reply.transactions.map(({ id, type }) => [id, type])).toEqual([
      [22, 'MARKET_ORDER'],
      [23, 'ORDER_FILL'],
    ])
    expect([reply.lastTransactionId, reply.relatedTransactionIds]).toEqual([23, [22, 23]])
    const [seen] = server.seen
    expect([seen?.method, seen?.path]).toEqual(['POST', `/v3/accounts/${ACCOUNT}/orders`])
    expect(seen?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' })
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      order: {
        type: 'MARKET',
        instrument: 'EUR_USD',
        units: '100',
        timeInForce: 'FOK',
        priceBound: '1.16400',
        positionFill: 'DEFAULT',
        clientExtensions: { id: ENTRY.decisionId, tag: 'sep' },
        tradeClientExtensions: { id: ENTRY.decisionId, tag: 'sep' },
        stopLossOnFill: { distance: '0.00350', timeInForce: 'GTC' },
        takeProfitOnFill: { price: '1.17000', timeInForce: 'GTC' },
      },
    })
  })

  test('a close names its trade', async () => {
    server.script.push(json(200, recorded.tradeClosed))
    const reply = await settle(clock, create().send(CLOSE, FREE))
    expect(reply).toMatchObject({ kind: 'accepted', lastTransactionId: 214 })
    const [seen] = server.seen
    expect([seen?.method, seen?.path, seen?.body]).toEqual([
      'PUT',
      `/v3/accounts/${ACCOUNT}/trades/23/close`,
      '{"units":"ALL"}',
    ])
  })

  test('accepted is not filled: a halted market comes as a cancel', async () => {
    server.script.push(json(201, recorded.halted))
    const reply = await settle(clock, create().send(ENTRY, FREE))
    expect(reply).toMatchObject({ kind: 'accepted' })
    expect(reply).toMatchObject({ transactions: [{ type: 'MARKET_ORDER' }, { type: 'ORDER_CANCEL' }] })
  })

  test.each<[string, Answer, object]>([
    [
      'a reject with its transaction',
      json(400, recorded.rejected),
      { status: 400, code: 'UNITS_INVALID', message: 'Order units specified are invalid', lastTransactionId: 64 },
    ],
    [
      'a request that could not be read',
      json(400, { errorMessage: "Invalid value specified for 'order.instrument'" }),
      { status: 400, code: 'HTTP_400', lastTransactionId: null },
    ],
    [
      'a trade that is gone',
      json(404, {
        errorCode: 'TRADE_DOESNT_EXIST',
        errorMessage: 'gone',
        lastTransactionID: '9',
        orderRejectTransaction: { id: '9', time: '0', type: 'MARKET_ORDER_REJECT' },
      }),
      { status: 404, code: 'TRADE_DOESNT_EXIST', lastTransactionId: 9 },
    ],
    [
      'no right, JSON',
      json(401, { errorMessage: `bad token ${TOKEN}` }),
      { status: 401, code: 'HTTP_401', message: 'bad token ***' },
    ],
    ['no right, HTML', html(403), { status: 403, code: 'HTTP_403', message: '' }],
    ['too many', html(429), { status: 429, code: 'HTTP_429' }],
    [
      'a reason of the future',
      json(400, { errorCode: 'NEW_REASON', errorMessage: 'x' }),
      { status: 400, code: 'NEW_REASON' },
    ],
  ])('rejected: %s', async (_, answer, expected) => {
    server.script.push(answer)
    const reply = await settle(clock, create().send(ENTRY, FREE))
    said.push(inspect(reply))
    expect(reply).toMatchObject({ kind: 'rejected', ...expected })
    expect(server.seen).toHaveLength(1)
    const alarm = { 401: 'unauthorized', 403: 'unauthorized', 429: 'rate-limited' }[
      (expected as { status: number }).status
    ]
    expect(events.map(({ kind }) => kind)).toEqual(alarm ? [alarm] : [])
  })

  const fill = recorded.filled.orderFillTransaction
  test.each<[string, Answer]>([
    ['a proxy', html(502)],
    ['a proxy that claims JSON', html(502, 'application/json')],
    ['a time-out of the broker', json(504, { errorMessage: 'Timeout waiting for response.' })],
    ['an error of the broker', json(500, {})],
    ['reset', reset],
    ['half an answer', cutOff(201, recorded.filled)],
    ['silence', silence],
    ['a page with 201', html(201)],
    ['201 without transactions', json(201, { lastTransactionID: '5' })],
    ['201 with something else', json(201, [recorded.filled])],
    [
      '201 with a price that is none',
      json(201, { ...recorded.filled, orderFillTransaction: { ...fill, price: 'NaN' } }),
    ],
    ['201 with a null', json(201, { ...recorded.filled, orderFillTransaction: null })],
    ['201 that calls itself a page', json(201, recorded.filled, { 'Content-Type': 'text/html' })],
    ['400 from a proxy', html(400)],
    ['404 from a proxy', html(404)],
    ['400 that holds a fill', json(400, { ...recorded.filled, errorMessage: 'odd' })],
    ['a redirect', json(307, {}, { Location: 'http://127.0.0.1:1/' })],
    ['405', json(405, { errorMessage: 'method' })],
  ])('unknown, and never sent again: %s', async (_, answer) => {
    server.script.push(answer)
    const result = await outcome(create().send(ENTRY, FREE))
    expect(result).toMatchObject({ code: 'broker-unknown' })
    expect(server.seen).toHaveLength(1)
    expect(events.map(({ kind }) => kind)).toEqual(['unknown-outcome'])
  })

  test('no listener: no byte has left, and the client knows', async () => {
    const client = create()
    await server.close()
    expect(await outcome(client.send(ENTRY, FREE))).toEqual({
      kind: 'unsent',
      refusal: 'unsent',
      message: 'ECONNREFUSED',
    })
    server = await scriptedServer()
  })

  test('aborted before it is sent, it is not sent; aborted later, its outcome is unknown', async () => {
    expect(await outcome(create().send(ENTRY, { ...FREE, signal: AbortSignal.abort() }))).toMatchObject({
      kind: 'unsent',
      refusal: 'unsent',
    })
    expect(server.seen).toHaveLength(0)
    server.script.push(silence)
    const abort = new AbortController()
    const sending = outcome(create().send(ENTRY, { ...FREE, signal: abort.signal }))
    await server.asked(1)
    abort.abort()
    expect(await sending).toMatchObject({ code: 'broker-unknown', message: expect.stringContaining('aborted') })
  })

  test('the stages come in order, and an error at one of them ends the order there', async () => {
    const stages: string[] = []
    server.otherwise = json(201, recorded.filled)
    await settle(clock, create({ onStage: (stage) => void stages.push(stage) }).send(ENTRY, FREE))
    expect(stages).toEqual([
      'http.connected',
      'http.headers',
      'http.body-half',
      'http.body-full',
      'reply.headers',
      'reply.parsed',
    ])
    expect(JSON.parse(server.seen[0]?.body ?? '')).toHaveProperty('order.units', '100')
    for (const label of stages) {
      const client = create({
        onStage: (stage) => {
          if (stage === label) throw new Error(`crash at ${label}`)
        },
      })
      await expect(settle(clock, client.send(ENTRY, FREE))).rejects.toThrow(`crash at ${label}`)
    }
  })

  test('the check before the first byte stops the order', async () => {
    const asked: string[] = []
    const mayLeave = () => {
      asked.push(ENTRY.decisionId)
      return 'kill' as const
    }
    expect(await outcome(create().send(ENTRY, { mayLeave }))).toEqual({
      kind: 'unsent',
      refusal: 'kill',
      message: 'kill',
    })
    expect([asked, server.connections(), server.seen.length]).toEqual([[ENTRY.decisionId], 1, 0])
  })

  test.each([
    ['before', 'http.connected', { kind: 'unsent', refusal: 'unsent', message: 'aborted' }],
    ['after', 'http.headers', { code: 'broker-unknown' }],
  ] as const)('given up right %s the first byte', async (_, label, expected) => {
    server.otherwise = json(201, recorded.filled)
    const abort = new AbortController()
    const client = create({
      onStage: (stage) => {
        if (stage === label) abort.abort()
      },
    })
    expect(await outcome(client.send(ENTRY, { ...FREE, signal: abort.signal }))).toMatchObject(expected)
    expect([server.connections(), server.seen.length]).toEqual([1, 0])
  })

  test('orders use their own connection and keep it', async () => {
    server.otherwise = (response, seen) =>
      json(200, seen.method === 'GET' ? recorded.summary : recorded.tradeClosed)(response, seen)
    const client = create()
    for (let n = 0; n < 3; n++) {
      await settle(clock, client.send(CLOSE, FREE))
      await settle(clock, client.summary())
    }
    expect(server.seen.map(({ connection }) => connection)).toEqual([0, 1, 0, 1, 0, 1])
  })

  test('an order that may not reduce is sent as OPEN_ONLY', async () => {
    server.script.push(json(201, recorded.filled))
    await settle(clock, create().send({ ...ENTRY, openOnly: true }, FREE))
    expect(JSON.parse(server.seen[0]?.body ?? '')).toHaveProperty('order.positionFill', 'OPEN_ONLY')
  })
})

const accountDocument = (more: object = {}) => ({
  account: {
    ...recorded.summary.account,
    id: ACCOUNT,
    hedgingEnabled: false,
    trades: [],
    orders: [],
    positions: [],
    ...more,
  },
  lastTransactionID: '31',
})

describe('account', () => {
  test('trades with their brackets, and pending orders without them', async () => {
    const trade = {
      id: '23',
      instrument: 'EUR_USD',
      price: '1.16377',
      openTime: '1514852541.189833163',
      currentUnits: '-100',
    }
    server.script.push(
      json(200, {
        accounts: [
          { id: 'other', tags: ['MT4'] },
          { id: ACCOUNT, tags: ['x'] },
        ],
      }),
      json(
        200,
        accountDocument({
          trades: [
            { ...trade, clientExtensions: { id: 'd1', tag: 'sep' } },
            { ...trade, id: '30' },
          ],
          orders: [
            { id: '24', type: 'STOP_LOSS', tradeID: '23', price: '1.17000' },
            { id: '25', type: 'TAKE_PROFIT', tradeID: '23', price: '1.15000' },
            { id: '26', type: 'TRAILING_STOP_LOSS', tradeID: '30' },
            { id: '27', type: 'LIMIT', instrument: 'USD_JPY', price: '101.000', clientExtensions: { id: 'mine' } },
          ],
        }),
      ),
    )
    expect(await settle(clock, create().account())).toEqual({
      id: ACCOUNT,
      currency: 'JPY',
      balance: '3000000.0000',
      hedging: false,
      marginRate: '0.02',
      tags: ['x'],
      lastTransactionId: 31,
      trades: [
        {
          tradeId: '23',
          instrument: 'EUR_USD',
          units: '-100',
          price: '1.16377',
          openTsMs: 1514852541189,
          stopPrice: '1.17000',
          takePrice: '1.15000',
          tag: 'sep',
          clientId: 'd1',
        },
        {
          tradeId: '30',
          instrument: 'EUR_USD',
          units: '-100',
          price: '1.16377',
          openTsMs: 1514852541189,
          stopPrice: null,
          takePrice: null,
          tag: null,
          clientId: null,
        },
      ],
      pendingOrders: [{ orderId: '27', clientId: 'mine', instrument: 'USD_JPY' }],
    })
  })

  test.each([
    ['MetaTrader by its tag', [{ id: ACCOUNT, tags: ['MT4'] }]],
    ['MetaTrader by its number', [{ id: ACCOUNT, mt4AccountID: 77, tags: [] }]],
    ['not ours', [{ id: '101-001-7654321-001', tags: [] }]],
  ])('refused: %s', async (_, accounts) => {
    server.script.push(json(200, { accounts }))
    expect(await outcome(create().account())).toMatchObject({ code: 'broker-refused' })
    expect(server.seen).toHaveLength(1)
  })
})

describe('reads', () => {
  test.each<[string, Answer]>([
    ['429', json(429, {})],
    ['a page of a proxy', html(502)],
    ['a page with 200', html(200)],
    ['520', html(520)],
    ['a reset', reset],
    ['half an answer', cutOff(200, recorded.summary)],
    ['a time-out', silence],
    ['a gzip bomb', (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(BOMB)],
    ['a broken gzip', (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('no gzip at all')],
  ])('tried again after %s', async (_, answer) => {
    server.script.push(answer, answer, gzipped(recorded.summary))
    expect(await settle(clock, create().summary())).toMatchObject({ balance: '3000000.0000' })
    expect(server.seen).toHaveLength(3)
    expect(server.seen[0]?.headers['accept-encoding']).toContain('gzip')
  })

  test('an answer that decompresses beyond the limit is not decompressed', async () => {
    server.otherwise = (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(BOMB)
    expect(await outcome(create({ attempts: 1 }).summary())).toMatchObject({
      message: expect.stringContaining('cannot be decompressed'),
    })
  })

  test('after a 429, ordinary requests wait until more than the reserve is free', async () => {
    server.otherwise = json(200, recorded.summary)
    const client = create({ requestsPerSec: 10 })
    await settle(clock, client.summary())
    await clock.advance(5000)
    server.script.push(json(429, {}))
    await settle(clock, client.send(CLOSE, FREE), 1)
    const fromMs = clock.nowMs()
    await settle(clock, client.summary(), 1)
    expect(clock.nowMs() - fromMs).toBeGreaterThan(80)
  })

  test('gives up after four attempts, with back-off between them', async () => {
    server.otherwise = json(503, { errorMessage: `try later ${TOKEN}` })
    const fromMs = clock.nowMs()
    expect(await outcome(create().summary())).toEqual({
      code: 'broker-unavailable',
      message: `GET /v3/accounts/${ACCOUNT}/summary: HTTP 503: try later ***, 4 times`,
    })
    expect(server.seen).toHaveLength(4)
    expect(clock.nowMs() - fromMs).toBeGreaterThan((250 + 500 + 1000) * 0.75)
  })

  test('waits as long as the server asks', async () => {
    server.script.push(json(429, {}, { 'Retry-After': '30' }), json(200, recorded.summary))
    const fromMs = clock.nowMs()
    await settle(clock, create().summary())
    expect(clock.nowMs() - fromMs).toBeGreaterThanOrEqual(30_000)
  })

  test.each([400, 401, 403, 404, 416])('%d is final', async (status) => {
    server.script.push(json(status, { errorMessage: `no ${TOKEN}` }))
    expect(await outcome(create().summary())).toMatchObject({
      code: 'broker-refused',
      message: expect.stringContaining(`HTTP ${status}: no ***`),
    })
    expect(server.seen).toHaveLength(1)
  })

  test('a document with a bad number is unavailable, not retried, and logged', async () => {
    server.script.push(json(200, { ...recorded.summary, account: { ...recorded.summary.account, NAV: 'NaN' } }))
    expect(await outcome(create().summary())).toMatchObject({
      code: 'broker-unavailable',
      message: expect.stringContaining('account.NAV'),
    })
    expect(events.map(({ kind }) => kind)).toEqual(['unreadable'])
  })

  test('one bad price does not spoil the others', async () => {
    const [good] = recorded.pricing.prices
    server.script.push(json(200, { prices: [{ ...good, bids: [{ price: '', liquidity: 1 }] }, good] }))
    expect(await settle(clock, create().pricing(['ZAR_JPY']))).toHaveLength(1)
    expect(events.map(({ kind }) => kind)).toEqual(['unreadable'])
  })

  test('transactions are read to the last page', async () => {
    const some = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, n) => ({ id: `${from + n}`, time: '1', type: 'X' }))
    server.otherwise = (response, seen) => {
      const after = Number(/id=(\d+)/.exec(seen.path)?.[1])
      json(200, { transactions: some(after + 1, Math.min(after + 1000, 2345)), lastTransactionID: '2345' })(
        response,
        seen,
      )
    }
    const all = await settle(clock, create().transactionsSince(100))
    expect(all.map(({ id }) => id)).toEqual(some(101, 2345).map(({ id }) => Number(id)))
    expect(server.seen).toHaveLength(3)
    expect(await settle(clock, create().transactionsSince(2345))).toEqual([])
  })

  test.each([
    [
      'out of order',
      [
        { id: '12', time: '1', type: 'X' },
        { id: '11', time: '1', type: 'X' },
      ],
    ],
    ['unreadable', [{ id: '11', time: '1', type: 'X', pl: 'NaN' }]],
    ['not there although the last is later', []],
  ])('transactions that are %s are not believed', async (_, transactions) => {
    server.script.push(json(200, { transactions, lastTransactionID: '12' }))
    expect(await outcome(create().transactionsSince(10))).toMatchObject({ code: 'broker-unavailable' })
  })

  test('candles are requested by account, with both sides and an explicit alignment', async () => {
    server.script.push(json(200, recorded.candles))
    await settle(clock, create().candles('EUR_USD', { granularity: 'D', fromMs: 0, count: 7, includeFirst: false }))
    const url = new URL(server.seen[0]!.path, server.url)
    expect(url.pathname).toBe(`/v3/accounts/${ACCOUNT}/instruments/EUR_USD/candles`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      price: 'MBA',
      granularity: 'D',
      from: '1970-01-01T00:00:00.000000000Z',
      count: '7',
      includeFirst: 'False',
      dailyAlignment: '17',
      alignmentTimezone: 'America/New_York',
    })
  })

  test('a burst stays below the limit of the broker', async () => {
    const timesMs: number[] = []
    server.otherwise = (response, seen) => {
      timesMs.push(clock.nowMs())
      json(200, recorded.summary)(response, seen)
    }
    const client = create({ requestsPerSec: 20 })
    await settle(clock, Promise.all(Array.from({ length: 80 }, () => client.summary())), 5)
    for (const fromMs of timesMs)
      expect(timesMs.filter((ms) => ms >= fromMs && ms < fromMs + 1000).length).toBeLessThanOrEqual(40)
    expect(server.connections()).toBeLessThanOrEqual(4)
  })
})

describe('time', () => {
  test('in paper the clock follows the broker; its skew is unknown before the first answer', async () => {
    const brokerMs = Date.UTC(2025, 2, 3, 4, 5, 6)
    server.script.push(json(200, recorded.summary, { Date: new Date(brokerMs).toUTCString() }))
    const client = create({ speed: 60 })
    expect(client.clock.skewMs()).toBeNaN()
    await settle(clock, client.summary(), 1)
    expect(Math.abs(client.clock.nowMs() - brokerMs)).toBeLessThan(60_000)
    const nowMs = client.clock.nowMs()
    await clock.advance(1000)
    expect(client.clock.nowMs()).toBe(nowMs + 60_000)
  })
})
