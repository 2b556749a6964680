/** Pages of the ledger, over HTTP, from a real server's streams and from memory. */
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ordersSchema } from '../../../api/contract/ledger.js'
import { controlCallsSchema, fillsSchema, tradesSchema, transactionsSchema } from '../../../api/contract/ledger.js'
import { accountLedger } from '../../../api/model/ledger/account-ledger.js'
import type { Model } from '../../../api/model/model.js'
import { LEDGER_ROUTES } from '../../../api/routes/ledger/ledger-routes.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { takenWrite } from '../../../streams/control/taken.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { testClock } from '../../support/test-clock.js'
import { ACCOUNT, type OpenApi, openApi, toyModel } from '../server/open-api.js'
import { sampleOrders } from '../../support/ui/sample-market.js'
import { addOrders, instrumentOf, START_MS } from '../../support/ledger/made-ledger.js'
import type { z } from 'zod'

type Orders = z.output<typeof ordersSchema>
const MANY = 10_000

let server: TestServer
let store: Store
let api: OpenApi
beforeAll(async () => {
  server = await testServer()
  store = await server.store()
  await addOrders(store, ACCOUNT, MANY)
  api = await openApi(LEDGER_ROUTES, { model: { ...toyModel, ledger: accountLedger(store, ACCOUNT) } })
})
afterAll(async () => {
  await api.close()
  await server.end()
})

const get = async <T>(path: string, on = api): Promise<T> => {
  const { status, text } = await on.ask('GET', path)
  expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' })
  return JSON.parse(text) as T
}
test('each order is on one page, newest first, with what became of it', async () => {
  const ids: string[] = []
  let cursor = ''
  do {
    const page = await get<Orders>(`/api/ledger/orders?limit=3000${cursor && `&cursor=${cursor}`}`)
    ids.push(...page.items.map(({ id }) => id!))
    cursor = page.cursor ?? ''
  } while (cursor !== '')
  expect(ids).toEqual(Array.from({ length: MANY }, (_, i) => `sep-${MANY - 1 - i}`))
})

test('an order has what was known at its decision, and its outcome or that there is none yet', async () => {
  const { items } = await get<Orders>('/api/ledger/orders?limit=6')
  expect(items.map(({ state }) => state)).toEqual(['sent', 'filled', 'filled', 'filled', 'filled', 'sent'])
  expect(items[1]).toEqual({
    id: `sep-${MANY - 2}`,
    tsMs: START_MS + (MANY - 2) * 60_000,
    instrument: 'USD_JPY',
    units: 1000,
    leg: 'entry',
    reason: 'entry',
    bid: 1.1,
    ask: 1.1002,
    stopPrice: 1.09,
    takePrice: null,
    trimmedBy: [],
    place: null,
    state: 'filled',
  })
})

test('an outcome is found from any page', async () => {
  const first = await get<Orders>('/api/ledger/orders?limit=2')
  const second = await get<Orders>(`/api/ledger/orders?limit=2&cursor=${first.cursor}`)
  expect(second.items.map(({ id, state }) => [id, state])).toEqual([
    [`sep-${MANY - 3}`, 'filled'],
    [`sep-${MANY - 4}`, 'filled'],
  ])
})

test('a filter leaves out the others and no more', async () => {
  const { items } = await get<Orders>('/api/ledger/orders?limit=50&instrument=EUR_USD')
  const numbers = Array.from({ length: MANY }, (_, i) => MANY - 1 - i).filter((n) => instrumentOf(n) === 'EUR_USD')
  expect(items.map(({ id }) => id)).toEqual(numbers.slice(0, 50).map((n) => `sep-${n}`))
})

test('fills, trades and transactions are those of the ledger stream', async () => {
  const fills = fillsSchema.parse(await get('/api/ledger/fills?limit=2'))
  expect(fills.items[0]).toMatchObject({ id: `${2 * MANY}`, units: -1000, price: 1.101, pnl: 1, costs: 0.05 })
  expect(fills.items[1]).toMatchObject({ units: 1000, price: 1.1, pnl: null })
  const trades = tradesSchema.parse(await get('/api/ledger/trades?limit=1000'))
  expect(trades.items).toHaveLength(1000)
  expect(trades.items[0]).toEqual({
    instrument: 'USD_JPY',
    side: 'long',
    units: 1000,
    entryMs: START_MS + (MANY - 2) * 60_000 + 100,
    exitMs: START_MS + (MANY - 1) * 60_000 + 100,
    entryPrice: 1.1,
    exitPrice: 1.101,
    net: 0.9,
    netBps: null,
    reason: 'MARKET_ORDER',
  })
  const transactions = transactionsSchema.parse(await get('/api/ledger/transactions?limit=2'))
  expect(transactions.items.map(({ id, type, origin }) => [id, type, origin])).toEqual([
    [`${2 * MANY}`, 'ORDER_FILL', 'decision'],
    [`${2 * MANY - 1}`, 'MARKET_ORDER', 'decision'],
  ])
})

test('control calls stand in words with their state', async () => {
  const other = memoryStore({ clock: testClock(START_MS) })
  const id = await writeControlRequest(other, ACCOUNT, { kind: 'flatten', pair: 'EUR_USD' }, START_MS, [], 'desk')
  await writeControlRequest(other, ACCOUNT, { kind: 'kill', on: true, flatten: true }, START_MS + 5)
  await other.write([takenWrite(ACCOUNT, new Map([[id, { tsMs: START_MS, kind: 'flatten', state: 'done', why: '' }]]))])
  const controls = await accountLedger(other, ACCOUNT).controls({ limit: 10 })
  expect(controls.items).toEqual([
    {
      id: `${START_MS + 5}-0`,
      tsMs: START_MS + 5,
      by: null,
      kind: 'kill',
      text: 'kill switch on, close all trades',
      state: null,
    },
    { id, tsMs: START_MS, by: 'desk', kind: 'flatten', text: 'close EUR_USD', state: 'done' },
  ])
  expect(controlCallsSchema.shape.items.parse(controls.items)).toHaveLength(2)
})

test('an entry that cannot be read is shown as such among transactions, and hides no other', async () => {
  const other = memoryStore({ clock: testClock(START_MS) })
  await addOrders(other, ACCOUNT, 1)
  await other.append(keyName(KEYS.ledger, { account: ACCOUNT }), '9-0', { kind: 'transaction', content: '{' })
  const { transactions, fills } = accountLedger(other, ACCOUNT)
  expect((await transactions({ limit: 9 })).items.map(({ type }) => type)).toEqual([
    'DAMAGED',
    'ORDER_FILL',
    'MARKET_ORDER',
  ])
  expect((await fills({ limit: 9 })).items).toHaveLength(1)
})

test('the rows of a page as CSV and as Parquet', async () => {
  const csv = await api.ask('GET', '/api/ledger/trades?limit=2&format=csv')
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.headers['content-disposition']).toContain('sep-trades.csv')
  const [head, row] = csv.text.split('\r\n')
  expect(head).toBe('instrument,side,units,entryMs,exitMs,entryPrice,exitPrice,net,netBps,reason')
  expect(row).toBe('USD_JPY,long,1000,2026-01-12T10:38:00.100Z,2026-01-12T10:39:00.100Z,1.1,1.101,0.9,,MARKET_ORDER')
  const answer = await fetch(`${api.url}/api/ledger/orders?limit=${MANY}&format=parquet`)
  expect(answer.headers.get('content-type')).toBe('application/vnd.apache.parquet')
  const rows = await parquetReadObjects({ file: await answer.arrayBuffer() })
  expect(rows).toHaveLength(MANY)
  expect(rows[0]).toMatchObject({ id: `sep-${MANY - 1}`, units: -1000, state: 'sent' })
})

test.each`
  path                                        | code
  ${'/api/ledger/orders?cursor=x'}            | ${'bad-request'}
  ${'/api/ledger/orders?limit=0'}             | ${'bad-request'}
  ${'/api/ledger/orders?limit=10001'}         | ${'bad-request'}
  ${'/api/ledger/fills?format=xlsx'}          | ${'bad-request'}
  ${'/api/ledger/controls?instrument=eurusd'} | ${'bad-request'}
  ${'/api/ledger/trades?since=yesterday'}     | ${'bad-request'}
`('$path is refused: $code', async ({ path, code }) => {
  expect((await api.ask('GET', path as string)).code).toBe(code)
})

test('without a store the orders, fills and trades of frames stand, and the other lists are empty', async () => {
  const order = sampleOrders(['EUR_USD'], START_MS, 1)[0]!
  const frames = { ...toyModel.frames, orders: () => [order], trades: () => [], fills: () => [] }
  const model = { ...toyModel, frames } as Partial<Record<keyof Model, unknown>> as Model
  const bare = await openApi(LEDGER_ROUTES, { model })
  try {
    expect((await get<Orders>('/api/ledger/orders', bare)).items).toEqual([order])
    for (const list of ['fills', 'trades', 'transactions', 'controls'])
      expect(await get(`/api/ledger/${list}`, bare)).toMatchObject({ items: [], cursor: null })
    const replay = { token: bare.secrets.control, body: '{"day":"2026-01-05"}' }
    expect((await bare.ask('POST', '/api/ledger/replay-day', replay)).code).toBe('no-store')
  } finally {
    await bare.close()
  }
})
