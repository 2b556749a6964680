/** Fault injection over real sockets. The broker's own log is the truth. */
import { afterEach, describe, expect, test } from 'vitest'
import { readFaultPlan } from '../../../api/paper-broker/faults/faults.js'
import { ACCOUNT, ask, client, startWithPrices, TOKEN } from '../../support/start-broker.js'
import { openStream } from '../../support/open-stream.js'

let broker: Awaited<ReturnType<typeof startWithPrices>>
let call: ReturnType<typeof client>
const begin = async (faults: object): Promise<void> => {
  broker = await startWithPrices({ faults })
  call = client(broker.url)
}
afterEach(() => broker.close())
const buy = { order: { type: 'MARKET', instrument: 'EUR_USD', units: '100', clientExtensions: { id: 'once' } } }
const types = async () =>
  (await call('GET', '/transactions/sinceid?id=2')).body.transactions.map(({ type }: { type: string }) => type)

describe('a request fault', () => {
  test('answers with an HTML page after executing the request', async () => {
    await begin({ calls: [{ on: 'orders.create', fault: { kind: 'status', status: 502, accept: true } }] })
    const response = await fetch(`${broker.url}/v3/accounts/${ACCOUNT}/orders`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(buy),
    })
    expect([response.status, response.headers.get('Content-Type')]).toEqual([502, 'text/html; charset=utf-8'])
    expect(await response.text()).toContain('<html>')
    expect(await types()).toEqual(['MARKET_ORDER', 'ORDER_FILL'])
    // Only once: the next request succeeds.
    expect((await call('POST', '/orders', buy)).status).toBe(201)
  })

  test.each([
    [true, ['MARKET_ORDER', 'ORDER_FILL']],
    [false, []],
  ])('resets the connection, executed: %s', async (accept, expected) => {
    await begin({ calls: [{ on: 'orders.create', fault: { kind: 'reset', accept } }] })
    await expect(call('POST', '/orders', buy)).rejects.toThrow()
    expect(await types()).toEqual(expected)
  })

  test('never answers', async () => {
    await begin({ calls: [{ on: 'orders.create', fault: { kind: 'never' } }] })
    const response = fetch(`${broker.url}/v3/accounts/${ACCOUNT}/orders`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(buy),
      signal: AbortSignal.timeout(200),
    })
    await expect(response).rejects.toThrow(/abort/i)
    expect(await types()).toEqual(['MARKET_ORDER', 'ORDER_FILL'])
  })

  test('executes the request long after its connection has dropped', async () => {
    await begin({ calls: [{ on: 'orders.create', fault: { kind: 'defer', ms: 60_000 } }] })
    await expect(call('POST', '/orders', buy)).rejects.toThrow()
    expect(await types()).toEqual([])
    await broker.clock.advance(60_000)
    expect(await types()).toEqual(['MARKET_ORDER', 'ORDER_FILL'])
  })

  test('answers late', async () => {
    await begin({ calls: [{ on: 'accounts.*', fault: { kind: 'late', ms: 5000 } }] })
    let answered = false
    const answer = call('GET', '/summary').then(({ status }) => {
      answered = true
      return status
    })
    // Another request shows that the server is still working.
    await call('GET', '/openTrades')
    expect(answered).toBe(false)
    await broker.clock.advance(5000)
    expect(await answer).toBe(200)
  })

  test('refuses the request before executing it', async () => {
    await begin({
      calls: [
        { on: '*', fault: { kind: 'status', status: 429, retryAfterSec: 2 } },
        { on: '*', after: 1, fault: { kind: 'status', status: 401 } },
      ],
    })
    const first = await call('GET', '/summary')
    expect([first.status, first.headers.get('Retry-After')]).toEqual([429, '2'])
    const second = await call('GET', '/summary')
    expect([second.status, second.body]).toEqual([
      401,
      { errorMessage: 'Insufficient authorization to perform request.' },
    ])
    expect((await call('GET', '/summary')).status).toBe(200)
  })
})

describe('an order fault', () => {
  test('hides the order for a while', async () => {
    await begin({ calls: [{ on: 'orders.get', times: 0, fault: { kind: 'hide', ms: 500 } }] })
    const { body } = await call('POST', '/orders', buy)
    const get = () => call('GET', `/orders/${body.orderCreateTransaction.id}`)
    expect((await get()).body).toMatchObject({ errorCode: 'NO_SUCH_ORDER', lastTransactionID: '4' })
    await broker.clock.advance(500)
    expect((await get()).body.order.state).toBe('FILLED')
  })

  test('rejects or cancels with any reason', async () => {
    await begin({
      calls: [
        { on: 'orders.create', fault: { kind: 'reject', reason: 'ACCOUNT_LOCKED' } },
        { on: 'orders.create', after: 1, fault: { kind: 'cancel', reason: 'INSUFFICIENT_LIQUIDITY' } },
        { on: 'trades.close', fault: { kind: 'cancel', reason: 'FIFO_VIOLATION' } },
      ],
    })
    const first = await call('POST', '/orders', buy)
    expect([first.status, first.body.errorMessage, first.body.orderRejectTransaction.rejectReason]).toEqual([
      400,
      'The Account is locked',
      'ACCOUNT_LOCKED',
    ])
    const second = await call('POST', '/orders', buy)
    expect([second.status, second.body.orderCancelTransaction.reason]).toEqual([201, 'INSUFFICIENT_LIQUIDITY'])
    const { body } = await call('POST', '/orders', buy)
    const close = await call('PUT', `/trades/${body.orderFillTransaction.id}/close`, {})
    expect([close.status, close.body.orderCancelTransaction.reason]).toEqual([200, 'FIFO_VIOLATION'])
  })

  test('fills in part', async () => {
    await begin({ calls: [{ on: 'orders.create', fault: { kind: 'partial', share: 0.333 } }] })
    const { body } = await call('POST', '/orders', buy)
    expect(body.orderFillTransaction).toMatchObject({
      units: '33',
      requestedUnits: '100',
      tradeOpened: { units: '33' },
    })
  })
})

describe('the market', () => {
  test('has foreign trades, trading halts and clock skew', async () => {
    await begin({
      events: [
        { kind: 'foreign', afterMs: 1000, instrument: 'USD_JPY', units: -50 },
        { kind: 'halt', afterMs: 2000, instrument: 'EUR_USD', ms: 3000 },
        { kind: 'skew', afterMs: 2000, ms: 30_000 },
      ],
    })
    const stream = await openStream(broker.url, `/v3/accounts/${ACCOUNT}/transactions/stream`)
    await broker.clock.advance(1000)
    await stream.got(2)
    expect(stream.lines().map(({ type, units }) => [type, units])).toEqual([
      ['MARKET_ORDER', '-50'],
      ['ORDER_FILL', '-50'],
    ])
    await broker.clock.advance(1000)
    const halted = await call('POST', '/orders', buy)
    expect([halted.body.orderCancelTransaction.reason, halted.headers.get('Date')]).toEqual([
      'MARKET_HALTED',
      'Tue, 19 Mar 2024 12:00:32 GMT',
    ])
    await broker.clock.advance(3000)
    await broker.tick('EUR_USD', 1.1, 1.1001)
    expect((await call('POST', '/orders', buy)).body.orderFillTransaction).toBeDefined()
    stream.close()
  })

  test.each([
    ['gap', (candles: object[], well: object[]) => candles.length < well.length],
    ['incomplete', (candles: { complete: boolean }[]) => candles.some(({ complete }) => !complete)],
    ['order', (candles: { time: string }[], well: { time: string }[]) => candles[0]!.time === well.at(-1)!.time],
    ['nan', (candles: { mid: { c: string } }[]) => candles.some(({ mid }) => mid.c === 'NaN')],
    [
      'revised',
      (candles: { mid: { c: string } }[], well: { mid: { c: string } }[]) =>
        candles.every(({ mid }, n) => mid.c !== well[n]!.mid.c),
    ],
  ] as const)('candles with %s', async (how, holds) => {
    await begin({ calls: [{ on: 'candles', fault: { kind: 'candles', how, share: 1 } }] })
    for (let n = 0; n < 4; n++) await broker.tick('EUR_USD', 1.1 + n / 1000, 1.1001 + n / 1000, 60_000)
    await broker.clock.advance(60_000)
    const path = '/instruments/EUR_USD/candles?granularity=M1&count=4'
    const bad = (await call('GET', path)).body.candles
    const well = (await call('GET', path)).body.candles
    expect(well).toHaveLength(4)
    expect(holds(bad as never, well as never)).toBe(true)
  })
})

describe('a line fault', () => {
  const open = (rule: object) =>
    begin({ lines: [{ on: 'line.transactions.transaction', ...rule }] }).then(() =>
      openStream(broker.url, `/v3/accounts/${ACCOUNT}/transactions/stream`),
    )

  test('splits a line in two', async () => {
    const stream = await open({ fault: { kind: 'split', ms: 1000 } })
    await call('POST', '/orders', buy)
    await stream.got(1)
    expect(stream.chunks[0]).not.toContain('\n')
    await broker.clock.advance(1000)
    await stream.got(2)
    expect(stream.lines().map(({ type }) => type)).toEqual(['MARKET_ORDER', 'ORDER_FILL'])
    stream.close()
  })

  test('joins two lines', async () => {
    const stream = await open({ fault: { kind: 'join' } })
    await call('POST', '/orders', buy)
    await stream.got(1)
    expect([stream.chunks.length, stream.lines().length]).toEqual([1, 2])
    stream.close()
  })

  test('sends half a line and disconnects', async () => {
    const stream = await open({ after: 1, fault: { kind: 'half' } })
    await call('POST', '/orders', buy)
    await stream.closed
    expect(stream.lines().map(({ type }) => type)).toEqual(['MARKET_ORDER'])
    expect(stream.chunks.join('').endsWith('\n')).toBe(false)
  })

  test('delays a line and everything behind it', async () => {
    const stream = await open({ fault: { kind: 'lag', ms: 2000 } })
    await call('POST', '/orders', buy)
    expect(stream.chunks).toEqual([])
    await broker.clock.advance(2000)
    await stream.got(1)
    expect(stream.lines().map(({ type }) => type)).toEqual(['MARKET_ORDER', 'ORDER_FILL'])
    stream.close()
  })

  test('strips the last id from a heartbeat', async () => {
    await begin({ lines: [{ on: 'line.transactions.heartbeat', fault: { kind: 'bare' } }] })
    const stream = await openStream(broker.url, `/v3/accounts/${ACCOUNT}/transactions/stream`)
    await broker.clock.advance(10_000)
    await stream.got(2)
    expect(stream.lines().map(({ lastTransactionID }) => lastTransactionID)).toEqual([undefined, '2'])
    stream.close()
  })

  test('skips a line', async () => {
    const stream = await open({ fault: { kind: 'skip' } })
    await call('POST', '/orders', buy)
    await stream.got(1)
    expect(stream.lines().map(({ id }) => id)).toEqual(['4'])
    stream.close()
  })

  test('stalls the stream, heartbeats included', async () => {
    await begin({ lines: [{ on: 'line.*', after: 1, fault: { kind: 'stall', ms: 20_000 } }] })
    const stream = await openStream(broker.url, `/v3/accounts/${ACCOUNT}/transactions/stream`)
    await broker.clock.advance(35_000)
    await stream.got(3)
    expect(stream.lines().map(({ time }) => time.slice(14, 19))).toEqual(['00:05', '00:30', '00:35'])
    stream.close()
  })
})

describe('the side port', () => {
  test('adds, shows and clears rules; it needs a token and has no faults itself', async () => {
    await begin({ calls: [{ on: '*', times: 0, fault: { kind: 'status', status: 503 } }] })
    expect((await call('GET', '/summary')).status).toBe(503)
    expect((await fetch(`${broker.url}/faults`)).status).toBe(401)
    const shown = await ask(broker.url, 'GET', '/faults')
    expect(shown.body.calls[0]).toMatchObject({ on: '*', seen: 1, done: 1 })
    await ask(broker.url, 'DELETE', '/faults')
    expect((await call('GET', '/summary')).status).toBe(200)
    const rule = { calls: [{ on: 'accounts.summary', fault: { kind: 'status', status: 520 } }] }
    expect((await ask(broker.url, 'POST', '/faults', rule)).status).toBe(200)
    expect(
      (await fetch(`${broker.url}/v3/accounts/${ACCOUNT}/summary`, { headers: { Authorization: `Bearer ${TOKEN}` } }))
        .status,
    ).toBe(520)
    const wrong = await ask(broker.url, 'POST', '/faults', { calls: [{ on: 'orders.make', fault: { kind: 'never' } }] })
    expect([wrong.status, wrong.body.errorMessage]).toEqual([400, expect.stringContaining('calls.0.on')])
    const elsewhere = { events: [{ kind: 'halt', instrument: 'AAA_BBB', ms: 1 }] }
    expect((await ask(broker.url, 'POST', '/faults', elsewhere)).status).toBe(400)
  })

  test('the same seed gives the same faults', async () => {
    const hits = async (seed: number) => {
      await begin({
        seed,
        calls: [{ on: 'accounts.list', times: 0, chance: 0.5, fault: { kind: 'status', status: 503 } }],
      })
      const statuses: number[] = []
      for (let n = 0; n < 20; n++) statuses.push((await ask(broker.url, 'GET', '/v3/accounts')).status)
      await broker.close()
      return statuses
    }
    const first = await hits(7)
    expect(new Set(first)).toEqual(new Set([200, 503]))
    expect(await hits(7)).toEqual(first)
    expect(await hits(8)).not.toEqual(first)
  })

  test('an invalid plan is an error that names the place', async () => {
    await begin({})
    expect(() => readFaultPlan({ calls: [{ on: 'orders.*', fault: { kind: 'sneeze' } }] }, 'plan.json')).toThrow(
      /plan\.json: calls\.0\.fault/,
    )
  })
})
