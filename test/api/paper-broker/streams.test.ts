/** The streams on a test clock: heartbeats, the 250 ms window, one write per line. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, ask, client, OTHER, startWithPrices } from '../../support/start-broker.js'
import { openStream } from '../../support/open-stream.js'

let broker: Awaited<ReturnType<typeof startWithPrices>>
let call: ReturnType<typeof client>
const pricing = (query = 'instruments=EUR_USD') =>
  openStream(broker.streamUrl, `/v3/accounts/${ACCOUNT}/pricing/stream?${query}`)
const transactions = (account = ACCOUNT) => openStream(broker.streamUrl, `/v3/accounts/${account}/transactions/stream`)

beforeEach(async () => {
  broker = await startWithPrices()
  call = client(broker.url)
})
afterEach(() => broker.close())

describe('prices', () => {
  test('start with a snapshot, in the format of the stream', async () => {
    const stream = await pricing('instruments=EUR_USD,USD_JPY')
    await stream.got(2)
    expect(stream.headers).toMatchObject({ 'content-type': 'application/octet-stream', connection: 'close' })
    expect(stream.headers['requestid']).toMatch(/^\d+$/)
    expect(stream.lines()[0]).toEqual({
      type: 'PRICE',
      time: '2024-03-19T12:00:00.000000000Z',
      bids: [{ price: '1.10000', liquidity: 10000000 }],
      asks: [{ price: '1.10010', liquidity: 10000000 }],
      closeoutBid: '1.10000',
      closeoutAsk: '1.10010',
      status: 'tradeable',
      tradeable: true,
      instrument: 'EUR_USD',
    })
    stream.close()
  })

  test('are conflated to four per second: the first of a window at once, then the last of the rest', async () => {
    const stream = await pricing('instruments=EUR_USD&snapshot=False')
    const bids = () => stream.lines().flatMap((line) => (line.bids ? [Number(line.bids[0].price)] : []))
    await broker.tick('EUR_USD', 1.1001, 1.1002, 10)
    await stream.got(1)
    await broker.tick('EUR_USD', 1.1002, 1.1003, 100)
    await broker.tick('EUR_USD', 1.1003, 1.1004, 100)
    expect(bids()).toEqual([1.1001])
    await broker.clock.advance(60)
    await stream.got(2)
    expect(bids()).toEqual([1.1001, 1.1003])
    // The window opened by this price is over.
    await broker.tick('EUR_USD', 1.1004, 1.1005, 260)
    await stream.got(3)
    expect(bids()).toEqual([1.1001, 1.1003, 1.1004])
    // Another instrument has its own windows, and was not requested.
    await broker.tick('USD_JPY', 151, 151.01, 1)
    expect(stream.chunks).toHaveLength(3)
    stream.close()
  })

  test('a hundred prices in a second become four', async () => {
    const stream = await pricing('instruments=EUR_USD&snapshot=False')
    for (let n = 0; n < 100; n++) await broker.tick('EUR_USD', 1.1 + n / 1e5, 1.1001 + n / 1e5, 10)
    await broker.clock.advance(250)
    await stream.got(4)
    expect(stream.lines().length).toBeGreaterThanOrEqual(4)
    expect(stream.lines().length).toBeLessThanOrEqual(5)
    expect(stream.lines().at(-1).bids[0].price).toBe('1.10099')
    stream.close()
  })

  test('report a closing market', async () => {
    const stream = await pricing()
    await stream.got(1)
    broker.feed.setOpen('EUR_USD', false)
    await broker.clock.advance(1000)
    broker.broker.advance()
    await stream.got(2)
    expect(stream.lines()[1]).toMatchObject({ tradeable: false, status: 'non-tradeable' })
    stream.close()
  })

  test.each([
    ['', 400],
    ['instruments=AAA_BBB', 400],
  ])('an invalid stream request is an ordinary error: %s', async (query, status) => {
    const answer = await ask(broker.streamUrl, 'GET', `/v3/accounts/${ACCOUNT}/pricing/stream?${query}`)
    expect([answer.status, answer.body]).toEqual([
      status,
      { errorMessage: "Invalid value specified for 'instruments'" },
    ])
  })
})

describe('heartbeats', () => {
  test('come every five seconds of broker time, on both streams', async () => {
    const [prices, log] = [await pricing('instruments=EUR_USD&snapshot=false'), await transactions()]
    await broker.clock.advance(4999)
    expect([prices.chunks, log.chunks]).toEqual([[], []])
    await broker.clock.advance(1)
    await prices.got(1)
    await log.got(1)
    await broker.clock.advance(5000)
    await prices.got(2)
    expect(prices.lines()).toEqual([
      { type: 'HEARTBEAT', time: '2024-03-19T12:00:05.000000000Z' },
      { type: 'HEARTBEAT', time: '2024-03-19T12:00:10.000000000Z' },
    ])
    expect(log.lines()[0]).toEqual({
      type: 'HEARTBEAT',
      lastTransactionID: '2',
      time: '2024-03-19T12:00:05.000000000Z',
    })
    prices.close()
    log.close()
  })
})

describe('transactions', () => {
  test('are bare objects, each in one write, of the requested account only', async () => {
    const [own, other] = [await transactions(), await transactions(OTHER)]
    const { body } = await call('POST', '/orders', {
      order: { type: 'MARKET', instrument: 'EUR_USD', units: '10', stopLossOnFill: { distance: '0.01' } },
    })
    await own.got(3)
    expect(own.lines()[0]).toEqual(body.orderCreateTransaction)
    expect(own.lines().map(({ id }) => id)).toEqual(body.relatedTransactionIDs)
    for (const chunk of own.chunks) expect(chunk.endsWith('}\n')).toBe(true)
    // Transactions caused by the market arrive the same way.
    await broker.tick('EUR_USD', 1.08, 1.0801)
    await own.got(4)
    expect(own.lines()[3]).toMatchObject({ type: 'ORDER_FILL', reason: 'STOP_LOSS_ORDER', price: '1.08000' })
    expect(other.chunks).toEqual([])
    own.close()
    other.close()
  })

  test('the twenty-first stream is refused until another has ended', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => transactions()))
    expect((await ask(broker.streamUrl, 'GET', `/v3/accounts/${ACCOUNT}/transactions/stream`)).status).toBe(429)
    streams[0]!.close()
    await streams[0]!.closed
    const last = await transactions()
    for (const stream of [...streams, last]) stream.close()
  })
})
