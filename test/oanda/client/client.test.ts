import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import * as recorded from '../../support/recorded-broker.js'
import { type Answer, cutOff, gzipped, html, json, reset, silence } from '../../support/scripted-server.js'
import { settleSockets } from '../../support/settle.js'
import { ACCOUNT, clientBench, CLOSE, FREE, TOKEN } from './client-bench.js'

const bench = clientBench()
const { create, outcome } = bench

/** 40 MB of blanks. */
const BOMB = gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20))

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
    const { server, clock } = bench.parts()
    server.script.push(answer, answer, gzipped(recorded.summary))
    expect(await settleSockets(clock, create().summary())).toMatchObject({ balance: '3000000.0000' })
    expect(server.seen).toHaveLength(3)
    expect(server.seen[0]?.headers['accept-encoding']).toContain('gzip')
  })

  test('an answer that decompresses beyond the limit is not decompressed', async () => {
    const { server } = bench.parts()
    server.otherwise = (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(BOMB)
    expect(await outcome(create({ attempts: 1 }).summary())).toMatchObject({
      message: expect.stringContaining('cannot be decompressed'),
    })
  })

  test('after a 429, ordinary requests wait until more than the reserve is free', async () => {
    const { server, clock } = bench.parts()
    server.otherwise = json(200, recorded.summary)
    const client = create({ requestsPerSec: 10 })
    await settleSockets(clock, client.summary())
    await clock.advance(5000)
    server.script.push(json(429, {}))
    await expect(settleSockets(clock, client.send(CLOSE, FREE), 1)).rejects.toMatchObject({ code: 'broker-unknown' })
    const fromMs = clock.nowMs()
    await settleSockets(clock, client.summary(), 1)
    expect(clock.nowMs() - fromMs).toBeGreaterThan(80)
  })

  test('gives up after four attempts, with back-off between them', async () => {
    const { server, clock } = bench.parts()
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
    const { server, clock } = bench.parts()
    server.script.push(json(429, {}, { 'Retry-After': '30' }), json(200, recorded.summary))
    const fromMs = clock.nowMs()
    await settleSockets(clock, create().summary())
    expect(clock.nowMs() - fromMs).toBeGreaterThanOrEqual(30_000)
  })

  test('a wait that the server asks for is kept by all reads, and reported once', async () => {
    const { server, clock, events } = bench.parts()
    server.script.push(json(429, {}, { 'Retry-After': '30' }))
    server.otherwise = json(200, recorded.summary)
    const client = create()
    const fromMs = clock.nowMs()
    const first = client.summary()
    await settleSockets(clock, Promise.all([server.asked(1), clock.sleep(100)]))
    await settleSockets(clock, Promise.all([client.summary(), first]))
    expect(clock.nowMs() - fromMs).toBeGreaterThanOrEqual(30_000)
    expect(server.seen).toHaveLength(3)
    expect(events.map(({ kind, waitMs }) => [kind, waitMs])).toEqual([['rate-limited', 30_000]])
  })

  test('an order does not wait for the reads: it has its own share', async () => {
    const { server, clock } = bench.parts()
    server.script.push(json(429, {}, { 'Retry-After': '30' }), json(200, recorded.tradeClosed))
    server.otherwise = json(200, recorded.summary)
    const client = create()
    const read = client.summary()
    await settleSockets(clock, Promise.all([server.asked(1), clock.sleep(100)]))
    expect(await settleSockets(clock, client.send(CLOSE, FREE))).toMatchObject({ kind: 'accepted' })
    expect(clock.nowMs() - Date.UTC(2026, 0, 5)).toBeLessThan(5_000)
    await settleSockets(clock, read)
  })

  test.each([400, 401, 403, 404])('%d is final', async (status) => {
    const { server } = bench.parts()
    server.script.push(json(status, { errorMessage: `no ${TOKEN}` }))
    expect(await outcome(create().summary())).toMatchObject({
      code: 'broker-refused',
      message: expect.stringContaining(`HTTP ${status}: no ***`),
    })
    expect(server.seen).toHaveLength(1)
  })

  test('a document with a bad number is unavailable, not retried, and logged', async () => {
    const { server, events } = bench.parts()
    server.script.push(json(200, { ...recorded.summary, account: { ...recorded.summary.account, balance: 'NaN' } }))
    expect(await outcome(create().summary())).toMatchObject({
      code: 'broker-unavailable',
      message: expect.stringContaining('account.balance'),
    })
    expect(events.map(({ kind }) => kind)).toEqual(['unreadable'])
  })

  test('one bad price does not spoil the others', async () => {
    const { server, clock, events } = bench.parts()
    const [good] = recorded.pricing.prices
    server.script.push(json(200, { prices: [{ ...good, bids: [{ price: '', liquidity: 1 }] }, good] }))
    expect(await settleSockets(clock, create().pricing(['ZAR_JPY']))).toHaveLength(1)
    expect(events.map(({ kind }) => kind)).toEqual(['unreadable'])
  })

  test('transactions are read to the last page', async () => {
    const { server, clock } = bench.parts()
    const some = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, n) => ({ id: `${from + n}`, time: '1', type: 'X' }))
    server.otherwise = (response, seen) => {
      const after = Number(/id=(\d+)/.exec(seen.path)?.[1])
      json(200, { transactions: some(after + 1, Math.min(after + 1000, 2345)), lastTransactionID: '2345' })(
        response,
        seen,
      )
    }
    const all = await settleSockets(clock, create().transactionsSince(100))
    expect(all.map(({ id }) => id)).toEqual(some(101, 2345).map(({ id }) => Number(id)))
    expect(server.seen).toHaveLength(3)
    expect(await settleSockets(clock, create().transactionsSince(2345))).toEqual([])
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
    const { server } = bench.parts()
    server.script.push(json(200, { transactions, lastTransactionID: '12' }))
    expect(await outcome(create().transactionsSince(10))).toMatchObject({ code: 'broker-unavailable' })
  })

  test('candles are requested by account, with both sides and an explicit alignment', async () => {
    const { server, clock } = bench.parts()
    server.script.push(json(200, recorded.candles))
    await settleSockets(
      clock,
      create().candles('EUR_USD', { granularity: 'D', fromMs: 0, count: 7, includeFirst: false }),
    )
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
    const { server, clock } = bench.parts()
    const timesMs: number[] = []
    server.otherwise = (response, seen) => {
      timesMs.push(clock.nowMs())
      json(200, recorded.summary)(response, seen)
    }
    const client = create({ requestsPerSec: 20 })
    await settleSockets(clock, Promise.all(Array.from({ length: 80 }, () => client.summary())), 5)
    for (const fromMs of timesMs)
      expect(timesMs.filter((ms) => ms >= fromMs && ms < fromMs + 1000).length).toBeLessThanOrEqual(40)
    expect(server.connections()).toBeLessThanOrEqual(4)
  })
})

describe('time', () => {
  test('in paper the clock follows the broker; its skew is unknown before the first answer', async () => {
    const { server, clock } = bench.parts()
    const brokerMs = Date.UTC(2025, 2, 3, 4, 5, 6)
    server.script.push(json(200, recorded.summary, { Date: new Date(brokerMs).toUTCString() }))
    const client = create({ speed: 60 })
    expect(client.clock.skewMs()).toBeNaN()
    await settleSockets(clock, client.summary(), 1)
    expect(Math.abs(client.clock.nowMs() - brokerMs)).toBeLessThan(60_000)
    const nowMs = client.clock.nowMs()
    await clock.advance(1000)
    expect(client.clock.nowMs()).toBe(nowMs + 60_000)
  })
})
