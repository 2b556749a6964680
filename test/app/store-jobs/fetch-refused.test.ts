/** A wild candle of the paper broker on its way into a real store. */
import { expect, test } from 'vitest'
import { minuteFeed } from '../../../api/paper-broker/market/minute-feed.js'
import { fetchCandles } from '../../../app/store-jobs/fetch.js'
import { createOandaClient } from '../../../oanda/client/client.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { storedCandles } from '../../../sources/valkey-candles.js'
import { DAY_MS } from '../../../lib/time-units.js'
import { randomMarket } from '../../support/random-market.js'
import { ACCOUNT, start, START_MS, TOKEN, world } from '../../support/start-broker.js'
import { testServer } from '../../support/store-server.js'
import { testClock } from '../../support/test-clock.js'

const names = world.instruments.map(({ name }) => name)
const WILD = 700
const market = randomMarket({ seed: 4, names, minutes: 1440, startMs: START_MS - DAY_MS }).map((series, n) => {
  if (n !== 0) return series
  const [h, bh, ah] = [series.h, series.bh, series.ah].map((column) =>
    column.map((price, i) => (i === WILD ? price * 10 : price)),
  )
  return { ...series, h: h!, bh: bh!, ah: ah! }
})

test('is stored and marked; readers leave it out, and it is not fetched again', async () => {
  const server = await testServer()
  const store = await server.store()
  const clock = testClock(START_MS)
  const broker = await start({
    clock,
    feed: minuteFeed({ world, series: market, fromMs: START_MS, isOpen: () => true }),
  })
  const target = oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: broker.url })
  const client = createOandaClient({ target, token: TOKEN, clock, random: () => 0, attempts: 1 })
  try {
    await client.summary()
    const { signal } = new AbortController()
    const fetched = () =>
      fetchCandles({ client, store, instruments: names, days: 1, once: true, signal, log: () => {} })
    expect((await fetched()).map(({ added, refused }) => [added, refused])).toEqual([
      [1440, 1],
      [1440, 0],
      [1440, 0],
    ])
    const { series, all, refusedMs, skipped } = await storedCandles(store, names[0]!, 0, 1e13)
    expect([series.tMs.length, all.tMs.length, skipped]).toEqual([1439, 1440, 0])
    expect([...refusedMs]).toEqual([market[0]!.tMs[WILD]])
    expect(all.h[WILD]! / all.c[WILD]!).toBeGreaterThan(9)
    expect((await fetched()).map(({ known, added, refused }) => [known, added, refused])).toEqual([
      [1440, 0, 0],
      [1440, 0, 0],
      [1440, 0, 0],
    ])
    // Only the verdicts of the store decide: one that is taken away is not reached again by a reader.
    const key = `md:candles:${names[0]}:M1`
    const [[score, member]] = (await store.sortedRange(key, market[0]!.tMs[WILD]!, market[0]!.tMs[WILD]!)) as [
      [number, Uint8Array],
    ]
    const { refused: _, ...trusted } = JSON.parse(new TextDecoder().decode(member)) as { readonly refused: true }
    await store.write([
      { op: 'sortedRemoveByScore', key, from: score, to: score },
      { op: 'sortedAdd', key, members: [[score, new TextEncoder().encode(JSON.stringify(trusted))]] },
    ])
    expect((await storedCandles(store, names[0]!, 0, 1e13)).series.tMs.length).toBe(1440)
  } finally {
    client.close()
    await broker.close()
    await server.end()
  }
})
