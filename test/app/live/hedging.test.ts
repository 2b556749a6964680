/** The whole live pipeline against a hedging paper broker over HTTP: it enters, exits, and waits where both sides are open. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../support/until.js'
import { type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'

// A broker and a store for each test: a flatten that one has left pending would close the trades of the next.
let lives: Lives
beforeEach(async () => {
  lives = await openLives({ hedging: true })
})
afterEach(async () => {
  await lives.endLives()
  await lives.close()
})

/** By hand, with SEP's tag. */
const order = async (units: string): Promise<string> => {
  const tradeClientExtensions = { tag: 'sep' }
  const { body } = await lives.call('POST', '/orders', {
    order: { type: 'MARKET', instrument: 'EUR_USD', units, tradeClientExtensions },
  })
  return body.orderFillTransaction.tradeOpened.tradeID
}
const transactions = async (type: string) =>
  (await lives.call('GET', `/transactions/sinceid?id=1&type=${type}`)).body.transactions as Record<string, unknown>[]

describe('a hedging account', () => {
  test('is entered by orders that only open, and left by closes of trades', async () => {
    expect((await lives.call('GET', '/summary')).body.account.hedgingEnabled).toBe(true)
    const life = await lives.start()
    await running(life)
    expect(life.text()).toContain('practice and live refuse such orders (FILL_TRADES)')
    await lives.tell({ kind: 'kill', on: false, flatten: false })
    await until('an entry', WAIT_MS, async () => (await lives.openTrades()) > 0, life.text)
    await lives.tell({ kind: 'kill', on: true, flatten: false })
    await until('the kill switch', WAIT_MS, async () => (await life.status())['killSwitch'], life.text)
    await lives.tell({ kind: 'flatten', pair: null })
    await until('an exit', WAIT_MS, async () => (await lives.openTrades()) === 0, life.text)
    const orders = await transactions('MARKET_ORDER')
    const of = (reason: string) => orders.filter((each) => each['reason'] === reason)
    expect(of('CLIENT_ORDER').length).toBeGreaterThan(0)
    expect(new Set(of('CLIENT_ORDER').map(({ positionFill }) => positionFill))).toEqual(new Set(['OPEN_ONLY']))
    expect(of('TRADE_CLOSE').length).toBeGreaterThan(0)
    expect(orders.filter((each) => each['tradeClose'])).toHaveLength(of('TRADE_CLOSE').length)
    await until(
      'the account in the pipeline',
      WAIT_MS,
      async () => {
        const { balance, positions, pendingDecisions } = await life.status()
        const theirs = (await lives.call('GET', '/summary')).body.account.balance
        return (
          pendingDecisions === 0 && (positions as []).length === 0 && Math.abs(Number(theirs) - Number(balance)) < 5e-5
        )
      },
      life.text,
    )
    await life.end()
  })

  test('with both sides open it waits, with the reason on /ready, and starts when one is closed', async () => {
    const first = await lives.start()
    await running(first)
    await order('1000')
    const seenShort = await order('-400')
    // The record of the account has both sides as well.
    const seen = async () => Number((await first.status())['lastTransactionId']) >= Number(seenShort)
    await until('both trades in the record', WAIT_MS, seen, first.text)
    await first.end()
    // An exit of the strategy may have come before its end; what counts is what the broker shows.
    const { trades } = (await lives.call('GET', '/openTrades')).body as {
      trades: { id: string; currentUnits: string }[]
    }
    const ofSide = (sign: 1 | -1) => trades.find(({ currentUnits }) => Math.sign(Number(currentUnits)) === sign)?.id
    if (!ofSide(1)) await order('1000')
    const short = ofSide(-1) ?? (await order('-400'))

    const second = await lives.start()
    const reason = 'EUR_USD: SEP holds trades of both sides on a hedging account; close one side first'
    await until(
      'the refusal',
      WAIT_MS,
      async () => (await second.ready()).reasons.some(({ text }) => text === reason),
      second.text,
    )
    expect(await second.status()).toMatchObject({ state: 'starting' })
    expect((await lives.call('PUT', `/trades/${short}/close`)).status).toBe(200)
    await running(second)
    await lives.tell({ kind: 'flatten', pair: null })
    await until('an exit', WAIT_MS, async () => (await lives.openTrades()) === 0, second.text)
    await second.end()
  })
})
