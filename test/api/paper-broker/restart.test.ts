/** A killed broker restarts with everything it has answered, and its log describes the whole account. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountStore } from '../../../api/paper-broker/account/account-store.js'
import type { PaperBroker } from '../../../api/paper-broker/broker.js'
import { scriptedFeed } from '../../../api/paper-broker/market/scripted-feed.js'
import { testClock } from '../../support/test-clock.js'
import { SepError } from '../../../model/error-codes.js'
import type { Store } from '../../../store/store.js'
import { createWorld } from '../../../model/world.js'
import { foldTransactions } from '../../../operators/exchange/fold.js'
import type { Transaction } from '../../../operators/exchange/types.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { memoryStore } from '../../../store/memory/store.js'
import { ACCOUNT, client, OTHER, START_MS, start, usualPrices, world } from '../../support/start-broker.js'

const PAIRS = ['EUR_USD', 'USD_JPY', 'EUR_JPY'] as const
const PRICES = { EUR_USD: [1.1, 1e5], USD_JPY: [150, 1e3], EUR_JPY: [165, 1e3] } as const

/** A broker on a store, with the prices of its previous run or the usual ones. */
const live = async (store: Store, nowMs: number, before: PaperBroker | null = null, hedging = false) => {
  const clock = testClock(nowMs)
  const feed = scriptedFeed(world)
  if (!before) usualPrices(feed, nowMs)
  else
    for (const [k, { name }] of world.instruments.entries())
      feed.set(name, before.board.bid[k]!, before.board.ask[k]!, nowMs)
  const started = await start({ clock, feed, store, exchange: { hedging } })
  return { ...started, clock, feed, call: client(started.url) }
}
type Life = Awaited<ReturnType<typeof live>>

type Step =
  | { readonly do: 'market'; readonly pair: number; readonly units: number; readonly stop: number }
  | { readonly do: 'limit'; readonly pair: number; readonly units: number; readonly away: number }
  | { readonly do: 'price'; readonly pair: number; readonly move: number; readonly afterMs: number }
  | { readonly do: 'close'; readonly which: number; readonly part: boolean }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'name'; readonly which: number; readonly tag: string }
  | { readonly do: 'restart' }

const pair = fc.integer({ min: 0, max: 2 })
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('market' as const),
      pair,
      units: fc.integer({ min: -5000, max: 5000 }),
      stop: fc.integer({ min: 0, max: 300 }),
    }),
    fc.record({
      do: fc.constant('limit' as const),
      pair,
      units: fc.integer({ min: -2000, max: 2000 }),
      away: fc.integer({ min: -200, max: 200 }),
    }),
    fc.record({
      do: fc.constant('price' as const),
      pair,
      move: fc.integer({ min: -250, max: 250 }),
      afterMs: fc.constantFrom(1000, 60_000, 40_000_000),
    }),
    fc.record({ do: fc.constant('close' as const), which: fc.nat(5), part: fc.boolean() }),
    fc.record({ do: fc.constant('cancel' as const), which: fc.nat(5) }),
    fc.record({ do: fc.constant('name' as const), which: fc.nat(5), tag: fc.constantFrom('a', 'b') }),
    fc.record({ do: fc.constant('restart' as const) }),
  ),
  { minLength: 5, maxLength: 25 },
)

const priceText = (name: (typeof PAIRS)[number], points: number) => {
  const [base, scale] = PRICES[name]
  return (Math.round(base * scale + points) / scale).toFixed(scale === 1e5 ? 5 : 3)
}

const takeStep = async (life: Life, step: Step): Promise<void> => {
  const { call } = life
  if (step.do === 'market') {
    const stop = step.stop === 0 ? {} : { stopLossOnFill: { distance: (step.stop / 1000).toFixed(3) } }
    await call('POST', '/orders', {
      order: { type: 'MARKET', instrument: PAIRS[step.pair], units: String(step.units), ...stop },
    })
  } else if (step.do === 'limit') {
    const instrument = PAIRS[step.pair]!
    await call('POST', '/orders', {
      order: { type: 'LIMIT', instrument, units: step.units, price: priceText(instrument, step.away) },
    })
  } else if (step.do === 'price') {
    const instrument = PAIRS[step.pair]!
    const bid = Number(priceText(instrument, step.move))
    life.feed.set(instrument, bid, bid + (instrument === 'EUR_USD' ? 0.0001 : 0.02), life.clock.nowMs() + step.afterMs)
    await life.clock.advance(step.afterMs)
    life.broker.advance()
  } else if (step.do === 'cancel') {
    const { body } = await call('GET', '/pendingOrders')
    const order = body.orders[step.which]
    if (order) await call('PUT', `/orders/${order.id}/cancel`)
  } else if (step.do !== 'restart') {
    const { body } = await call('GET', '/openTrades')
    const trade = body.trades[step.which]
    if (!trade) return
    if (step.do === 'name')
      await call('PUT', `/trades/${trade.id}/clientExtensions`, { clientExtensions: { tag: step.tag } })
    else await call('PUT', `/trades/${trade.id}/close`, step.part ? { units: '1' } : { units: 'ALL' })
  }
}

/** The account as served equals the fold of its log. */
const checkFold = async ({ call, clock }: Life): Promise<void> => {
  // The rate limit is not under test here.
  await clock.advance(1000)
  const { body } = await call('GET', '')
  const log: Transaction[] = []
  for (let last = 0; last < Number(body.lastTransactionID); last = log.length) {
    const page = await call('GET', `/transactions/sinceid?id=${last}`)
    log.push(...(page.body.transactions as Transaction[]))
  }
  const folded = foldTransactions(log)
  const { account } = body
  expect(log.map(({ id }) => Number(id))).toEqual(log.map((_, n) => n + 1))
  expect(folded).toMatchObject({
    balance: account.balance,
    pl: account.pl,
    financing: account.financing,
    lastTransactionID: account.lastTransactionID,
  })
  expect(
    [...folded.trades].map(([id, { units, realizedPL, financing }]) => [id, units, realizedPL, financing]),
  ).toEqual(
    account.trades.map((trade: Record<string, string>) => [
      trade['id'],
      trade['currentUnits'],
      trade['realizedPL'],
      trade['financing'],
    ]),
  )
  expect([...folded.orders.keys()].sort()).toEqual(account.orders.map(({ id }: { id: string }) => id).sort())
  const parts = (name: string) =>
    account.positions.reduce(
      (sum: number, position: Record<string, string>) => sum + Math.round(Number(position[name]) * 1e4),
      0,
    )
  expect([parts('pl'), parts('financing')]).toEqual([
    Math.round(Number(account.pl) * 1e4),
    Math.round(Number(account.financing) * 1e4),
  ])
}

describe('the log', () => {
  test('folds to the account, through any life and any restart', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (plan, hedging) => {
        const store = memoryStore({ clock: testClock(0) })
        let life = await live(store, START_MS, null, hedging)
        for (const step of plan) {
          await takeStep(life, step)
          if (step.do !== 'restart') continue
          await checkFold(life)
          const before = (await life.call('GET', '')).body
          const nowMs = life.clock.nowMs()
          await life.close()
          life = await live(store, nowMs, life.broker, hedging)
          const after = (await life.call('GET', '')).body
          expect(after).toEqual(before)
        }
        await checkFold(life)
        await life.close()
      }),
      { numRuns: 30 },
    )
  })
})

describe('a kill', () => {
  test('loses nothing that has been answered', async () => {
    const store = memoryStore({ clock: testClock(0) })
    const first = await live(store, START_MS)
    const { body } = await first.call('POST', '/orders', {
      order: {
        type: 'MARKET',
        instrument: 'EUR_USD',
        units: '100',
        clientExtensions: { id: 'x' },
        stopLossOnFill: { price: '1.05000' },
      },
    })
    expect(await accountStore(store).keptUntilMs(ACCOUNT)).toBe(START_MS)
    // Not closed: the second broker starts on what the store holds at this moment.
    const second = await live(store, START_MS + 1000)
    const trade = await second.call('GET', `/trades/${body.orderFillTransaction.id}`)
    expect(trade.body.trade).toMatchObject({
      currentUnits: '100',
      stopLossOrder: { price: '1.05000', state: 'PENDING' },
    })
    expect((await second.call('GET', '/orders/@x')).body.order.state).toBe('FILLED')
    expect((await second.call('GET', `/transactions/${body.lastTransactionID}`)).body.transaction.requestID).toBe(
      body.orderCreateTransaction.requestID,
    )
    await first.close()
    await second.close()
  })

  test('across 17:00 New York: the day is financed once, at its time', async () => {
    const store = memoryStore({ clock: testClock(0) })
    const first = await live(store, START_MS)
    await first.call('POST', '/orders', { order: { type: 'MARKET', instrument: 'EUR_USD', units: '1000' } })
    await first.close()
    const second = await live(store, START_MS + 12 * 3_600_000, first.broker)
    const { body } = await second.call('GET', '/transactions/sinceid?id=4')
    expect(body.transactions.map(({ type, time }: Record<string, string>) => [type, time])).toEqual([
      ['DAILY_FINANCING', '2024-03-19T21:00:00.000000000Z'],
    ])
    await second.close()
    const third = await live(store, START_MS + 13 * 3_600_000, first.broker)
    expect((await third.call('GET', '/summary')).body.lastTransactionID).toBe('5')
    await third.close()
  })

  test('before the store has answered, no client sees the order', async () => {
    const store = memoryStore({ clock: testClock(0) })
    let release = (): void => {}
    let reached = (): void => {}
    const writing = new Promise<void>((resolve) => {
      reached = resolve
    })
    let held: Promise<void> | null = null
    const slow: Store = {
      ...store,
      write: async (batch) => {
        if (held) reached()
        await held
        return store.write(batch)
      },
    }
    const life = await live(slow, START_MS)
    held = new Promise<void>((resolve) => {
      release = resolve
    })
    let heard = 0
    const answered = <T>(answer: T): T => {
      heard++
      return answer
    }
    const order = life
      .call('POST', '/orders', { order: { type: 'MARKET', instrument: 'EUR_USD', units: '1' } })
      .then(answered)
    await writing
    const read = life.call('GET', '/summary').then(answered)
    // A request refused by the guard waits for nothing.
    expect((await fetch(`${life.url}/nowhere`)).status).toBe(404)
    expect(heard).toBe(0)
    expect(await store.length(`sep:broker:{${ACCOUNT}}:transactions`)).toBe(2)
    release()
    expect([(await order).status, (await read).body.lastTransactionID]).toEqual([201, '4'])
    expect(await store.length(`sep:broker:{${ACCOUNT}}:transactions`)).toBe(4)
    await life.close()
  })

  test('of the store stops the broker', async () => {
    const store = memoryStore({ clock: testClock(0) })
    let broken = false
    const failing: Store = {
      ...store,
      write: async (batch) => {
        if (broken) throw new SepError('store-unavailable', 'the store is away')
        return store.write(batch)
      },
    }
    const life = await live(failing, START_MS)
    const stop = new AbortController()
    const run = life.broker.run(stop.signal)
    broken = true
    const answer = await life.call('POST', '/orders', { order: { type: 'MARKET', instrument: 'EUR_USD', units: '1' } })
    expect(answer.status).toBe(503)
    const rejected = expect(run).rejects.toThrow('the store is away')
    await life.clock.advance(60_000)
    await rejected
    await life.close().catch(() => {})
  })

  test.each([
    [false, 'as a netting account, but this broker would open it as a hedging one: start it without --hedging'],
    [true, 'as a hedging account, but this broker would open it as a netting one: start it with --hedging'],
  ])('an account keeps its kind: hedging %s', async (hedging, words) => {
    const store = memoryStore({ clock: testClock(0) })
    await (await live(store, START_MS, null, hedging)).close()
    await expect(live(store, START_MS, null, !hedging)).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining(`the store holds ${ACCOUNT} ${words}`),
    })
    const again = await live(store, START_MS, null, hedging)
    expect((await again.call('GET', '/summary')).body.account.hedgingEnabled).toBe(hedging)
    await again.close()
  })

  test('a store with other instruments is refused', async () => {
    const store = memoryStore({ clock: testClock(0) })
    const life = await live(store, START_MS)
    await life.close()
    const other = scriptedFeed(createWorld(loadInstruments(['EUR_USD']), 'USD'))
    await expect(start({ store, feed: other, accounts: [ACCOUNT] })).rejects.toThrow('this one offers EUR_USD')
    expect(OTHER).not.toBe(ACCOUNT)
  })
})
