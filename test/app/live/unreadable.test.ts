/** A live pipeline whose broker shows an order and a trade that cannot be understood: it starts, trades the rest, and closes by id. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EditingProxy, editingProxy } from './editing-proxy.js'
import { until } from '../../support/until.js'
import { ACCOUNT, type Life, type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'

let lives: Lives
let proxy: EditingProxy
beforeEach(async () => {
  lives = await openLives({
    hedging: false,
    front: async (restUrl) => {
      proxy = await editingProxy(restUrl)
      return proxy.url
    },
  })
})
afterEach(async () => {
  await lives.endLives()
  await proxy.close()
  await lives.close()
})

type Item = Record<string, unknown>
interface AccountAnswer {
  readonly account?: { trades: Item[]; orders: Item[] }
}

/** The broker's account document with its items changed. */
const show = (change: (account: { trades: Item[]; orders: Item[] }) => object): void => {
  proxy.edit = (method, path, document: AccountAnswer) =>
    method === 'GET' && path === `/v3/accounts/${ACCOUNT}` && document.account
      ? { status: 200, document: { ...document, account: { ...document.account, ...change(document.account) } } }
      : null
}
const openByHand = async (instrument: string): Promise<string> => {
  const order = { type: 'MARKET', instrument, units: '1000', tradeClientExtensions: { tag: 'sep' } }
  const { body } = await lives.call('POST', '/orders', { order })
  return body.orderFillTransaction.tradeOpened.tradeID as string
}
const openTrades = async (): Promise<string[]> =>
  (await lives.call('GET', '/openTrades')).body.trades.map((trade: Item) => String(trade['instrument']))
const codes = async (life: Life) => (await life.ready()).reasons.map(({ code }) => code)

test('one order priced 0 freezes its instrument; the other is traded', async () => {
  show(({ orders }) => ({ orders: [...orders, { id: '7', type: 'LIMIT', instrument: 'EUR_USD', price: '0' }] }))
  const life = await lives.start()
  await running(life)
  expect((await life.status())['unreadable']).toEqual(['order 7 (EUR_USD): price: not a price above 0'])
  await lives.tell({ kind: 'kill', on: false, flatten: false })
  await until('an entry', WAIT_MS, async () => (await lives.openTrades()) > 0, life.text)
  await until('an alarm', WAIT_MS, async () => life.text().includes('ALARM unreadable'), life.text)
  expect(new Set(await openTrades())).toEqual(new Set(['GBP_USD']))
  expect(await codes(life)).not.toContain('account')
})

test('an order of no instrument stops every increase, and /ready shows it until it is gone', async () => {
  show(({ orders }) => ({ orders: [...orders, { id: '7', type: 'LIMIT', price: '1' }] }))
  const life = await lives.start()
  await running(life)
  await until('the reason account', WAIT_MS, async () => (await codes(life)).includes('account'), life.text)
  show(() => ({}))
  await lives.tell({ kind: 'reconcile' })
  await until('an account without reasons', WAIT_MS, async () => !(await codes(life)).includes('account'), life.text)
})

test('flatten closes a trade whose price cannot be read, and nothing is flat before', async () => {
  const id = await openByHand('EUR_USD')
  show(({ trades }) => ({ trades: trades.map((trade) => (trade['id'] === id ? { ...trade, price: '-1' } : trade)) }))
  const life = await lives.start()
  await running(life)
  expect((await life.status())['frozen']).toEqual(['EUR_USD'])
  await lives.tell({ kind: 'flatten', pair: null })
  await until('no trade', WAIT_MS, async () => (await lives.openTrades()) === 0, life.text)
  await until(
    'a readable account',
    WAIT_MS,
    async () => ((await life.status())['frozen'] as []).length === 0,
    life.text,
  )
})
