/** Candles of the paper broker in a real store. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { minuteFeed } from '../../../api/paper-broker/market/minute-feed.js'
import { type Filled, fetchCandles } from '../../../app/store-jobs/fetch.js'
import { testClock } from '../../support/test-clock.js'
import type { Store } from '../../../store/store.js'
import { createOandaClient, type OandaClient } from '../../../oanda/client/client.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { storedCandles } from '../../../sources/valkey-candles.js'
import { ACCOUNT, ask, start, START_MS, type Started, TOKEN, world } from '../../support/start-broker.js'
import { randomMarket } from '../../support/random-market.js'
import { eventually, testServer, type TestServer } from '../../support/store-server.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'

const names = world.instruments.map(({ name }) => name)
/** A day before the broker's start, and half an hour of its life. */
const market = randomMarket({ seed: 4, names, minutes: 1470, missingPerMille: 30, startMs: START_MS - DAY_MS })
const labels = (n: number, beforeMs: number) => [...market[n]!.tMs].filter((t) => t < beforeMs)

describe('fetchCandles', () => {
  let server: TestServer
  let store: Store
  let broker: Started
  let client: OandaClient
  let clock: ReturnType<typeof testClock>
  const said: string[] = []
  const fetched = (signal: AbortSignal, once: boolean, onFilled?: (filled: readonly Filled[]) => void) =>
    fetchCandles({
      client,
      store,
      instruments: names,
      days: 1,
      once,
      signal,
      log: (text: string) => said.push(text),
      ...(onFilled ? { onFilled } : {}),
    })
  const stored = async (name: string) => (await storedCandles(store, name, 0, 1e13)).series
  const never = new AbortController().signal

  beforeEach(async () => {
    said.length = 0
    server = await testServer()
    store = await server.store()
    clock = testClock(START_MS)
    const feed = minuteFeed({ world, series: market, fromMs: START_MS, isOpen: () => true })
    broker = await start({ clock, feed })
    const target = oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: broker.url })
    client = createOandaClient({ target, token: TOKEN, clock, random: () => 0, attempts: 1 })
    await client.summary()
  })
  afterEach(async () => {
    client.close()
    await broker.close()
    await server.end()
  })

  test('fetches what is missing, once', async () => {
    const first = await fetched(never, true)
    expect(first.map(({ instrument, known, skipped }) => [instrument, known, skipped])).toEqual(
      names.map((name) => [name, 0, 0]),
    )
    for (const [n, name] of names.entries()) {
      const { tMs, c, bc, ac } = await stored(name)
      expect([...tMs]).toEqual(labels(n, START_MS))
      expect(first[n]).toMatchObject({ added: tMs.length, newestMs: tMs.at(-1) })
      expect(c[5]).toBeCloseTo(market[n]!.c[5]!, 4)
      expect(bc[5]).toBeLessThan(ac[5]!)
    }
    const key = `md:candles:${names[0]}:M1`
    await store.write([
      { op: 'sortedRemoveByScore', key, from: labels(0, START_MS)[100]!, to: labels(0, START_MS)[119]! },
    ])
    const second = await fetched(never, true)
    expect(second.map(({ added }) => added)).toEqual([20, 0, 0])
    expect([...(await stored(names[0]!)).tMs]).toEqual(labels(0, START_MS))
  })

  test('follows the minutes, through an outage of the broker, until it is stopped', async () => {
    const stop = new AbortController()
    let filled = () => {}
    const ready = new Promise<void>((resolve) => {
      filled = resolve
    })
    const following = fetched(stop.signal, false, () => filled())
    await ready
    /** Lets seconds pass until the condition holds. */
    const passing = (holds: () => Promise<boolean> | boolean) =>
      eventually(async () => {
        await clock.advance(2000)
        return holds()
      })
    const key = `md:candles:${names[0]}:M1`
    const reached = (minute: number) => {
      const lastMs = labels(0, START_MS + minute * MINUTE_MS).at(-1)!
      return passing(async () => (await store.sortedRange(key, lastMs, Number.POSITIVE_INFINITY)).length > 0)
    }
    await reached(1)
    const away = { calls: [{ on: 'candles', times: 0, fault: { kind: 'status', status: 503 } }] }
    expect((await ask(broker.url, 'POST', '/faults', away)).status).toBe(200)
    await passing(() => said.length >= names.length)
    expect(said[0]).toMatch(/^E.*next attempt in a minute$/)
    await ask(broker.url, 'DELETE', '/faults')
    await reached(4)
    stop.abort()
    await clock.advance(MINUTE_MS)
    expect((await following).length).toBe(names.length)
    const { tMs } = await stored(names[0]!)
    expect([...tMs]).toEqual(labels(0, tMs.at(-1)! + MINUTE_MS))
  })
})
