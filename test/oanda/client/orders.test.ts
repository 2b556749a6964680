import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { OrderReply } from '../../../model/broker-client.js'
import * as recorded from '../../support/recorded-broker.js'
import { type Answer, cutOff, html, json, reset, silence } from '../../support/scripted-server.js'
import { settleSockets } from '../../support/settle.js'
import { ACCOUNT, clientBench, CLOSE, ENTRY, FREE, TOKEN } from './client-bench.js'

const bench = clientBench()
const { create, outcome } = bench

describe('orders', () => {
  test('an entry is one market order, filled whole or not at all, with its brackets and marks', async () => {
    const { server, clock } = bench.parts()
    server.script.push(json(201, recorded.filled))
    const reply = (await settleSockets(clock, create().send(ENTRY, FREE))) as Extract<OrderReply, { kind: 'accepted' }>
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
    const { server, clock } = bench.parts()
    server.script.push(json(200, recorded.tradeClosed))
    const reply = await settleSockets(clock, create().send(CLOSE, FREE))
    expect(reply).toMatchObject({ kind: 'accepted', lastTransactionId: 214 })
    const [seen] = server.seen
    expect([seen?.method, seen?.path, seen?.body]).toEqual([
      'PUT',
      `/v3/accounts/${ACCOUNT}/trades/210/close`,
      '{"units":"ALL"}',
    ])
  })

  test('accepted is not filled: a halted market comes as a cancel', async () => {
    const { server, clock } = bench.parts()
    server.script.push(json(201, recorded.halted))
    const reply = await settleSockets(clock, create().send(ENTRY, FREE))
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
    [
      'a reason of the future',
      json(400, { errorCode: 'NEW_REASON', errorMessage: 'x' }),
      { status: 400, code: 'NEW_REASON' },
    ],
  ])('rejected: %s', async (_, answer, expected) => {
    const { server, clock, events, texts } = bench.parts()
    server.script.push(answer)
    const reply = await settleSockets(clock, create().send(ENTRY, FREE))
    texts.push(inspect(reply))
    expect(reply).toMatchObject({ kind: 'rejected', ...expected })
    expect(server.seen).toHaveLength(1)
    const isUnauthorized = (expected as { status: number }).status === 401
    expect(events.map(({ kind }) => kind)).toEqual(isUnauthorized ? ['unauthorized'] : [])
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
    ['400 that holds a fill', json(400, { ...recorded.filled, errorMessage: 'odd' })],
    ['a redirect', json(307, {}, { Location: 'http://127.0.0.1:1/' })],
    ['405', json(405, { errorMessage: 'method' })],
  ])('unknown, and never sent again: %s', async (_, answer) => {
    const { server, events } = bench.parts()
    server.script.push(answer)
    const result = await outcome(create().send(ENTRY, FREE))
    expect(result).toMatchObject({ code: 'broker-unknown' })
    expect(server.seen).toHaveLength(1)
    expect(events.map(({ kind }) => kind)).toEqual(['unknown-outcome'])
  })

  test('no listener: no byte has left, and the client knows', async () => {
    const { server } = bench.parts()
    const client = create()
    await server.close()
    expect(await outcome(client.send(ENTRY, FREE))).toEqual({
      kind: 'unsent',
      refusal: 'unsent',
      message: 'ECONNREFUSED',
    })
  })

  test('aborted before it is sent, it is not sent; aborted later, its outcome is unknown', async () => {
    const { server } = bench.parts()
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
    const { server, clock } = bench.parts()
    const stages: string[] = []
    server.otherwise = json(201, recorded.filled)
    await settleSockets(clock, create({ onStage: (stage) => void stages.push(stage) }).send(ENTRY, FREE))
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
      await expect(settleSockets(clock, client.send(ENTRY, FREE))).rejects.toThrow(`crash at ${label}`)
    }
  })

  test('the check before the first byte stops the order', async () => {
    const { server } = bench.parts()
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
    const { server } = bench.parts()
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
    const { server, clock } = bench.parts()
    server.otherwise = (response, seen) =>
      json(200, seen.method === 'GET' ? recorded.summary : recorded.tradeClosed)(response, seen)
    const client = create()
    for (let n = 0; n < 3; n++) {
      await settleSockets(clock, client.send(CLOSE, FREE))
      await settleSockets(clock, client.summary())
    }
    expect(server.seen.map(({ connection }) => connection)).toEqual([0, 1, 0, 1, 0, 1])
  })

  test('an order that may not reduce is sent as OPEN_ONLY', async () => {
    const { server, clock } = bench.parts()
    server.script.push(json(201, recorded.filled))
    await settleSockets(clock, create().send({ ...ENTRY, openOnly: true }, FREE))
    expect(JSON.parse(server.seen[0]?.body ?? '')).toHaveProperty('order.positionFill', 'OPEN_ONLY')
  })
})
