import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.js'
import type { Store } from '../../store/store.js'
import { SERIES_COLUMNS, type CandleSeries } from '../../model/candle-series.js'
import { candleWrites } from '../../sinks/mirrors/candle.js'
import { storedCandles } from '../../sources/valkey-candles.js'
import { memoryStore } from '../../store/memory/store.js'
import { randomMarket } from '../support/random-market.js'
import { testServer, type TestServer } from '../support/store-server.js'

const KEY = 'md:candles:EUR_USD:M1'
const [series] = randomMarket({ seed: 3, minutes: 6000, names: ['EUR_USD'], missingPerMille: 20 })

const put = async (store: Store, { instrument, ...columns }: CandleSeries, rows: number, bid = true): Promise<void> => {
  const bar = (at: string, n: number) => {
    const [o, h, l, c] = ['o', 'h', 'l', 'c'].map((name) => columns[`${at}${name}` as 'o'][n]!)
    return { o: o!, h: h!, l: l!, c: c! }
  }
  const candles = Array.from({ length: rows }, (_, n) => ({
    t: columns.tMs[n]!,
    ...bar('', n),
    v: columns.v[n]!,
    ...(bid ? { bid: bar('b', n), ask: bar('a', n) } : {}),
  }))
  for (let at = 0; at < rows; at += 500)
    await store.write(candleWrites(instrument, 'M1', candles.slice(at, at + 500), columns.tMs[rows - 1]!))
}

describe.each(['memory', 'server'])('candles of a %s store', (kind) => {
  let server: TestServer | null = null
  let store: Store
  beforeAll(async () => {
    server = kind === 'server' ? await testServer() : null
    store = server ? await server.store() : memoryStore({ clock: systemClock })
  })
  afterAll(async () => {
    await (server ? server.end() : store.close())
  })

  test('what was written is read, page after page, bit by bit', async () => {
    const { length } = series!.tMs
    await put(store, series!, length)
    const read = await storedCandles(store, 'EUR_USD', 0, Number.MAX_SAFE_INTEGER)
    for (const name of SERIES_COLUMNS) expect(read.series[name]).toEqual(series![name])
    expect(read).toMatchObject({ skipped: 0, reasons: [], series: { noVolume: false, basis: 'mid' } })
    const part = await storedCandles(store, 'EUR_USD', series!.tMs[10]!, series!.tMs[20]!)
    expect(part.series.tMs).toEqual(series!.tMs.slice(10, 20))
  })

  test('a candle written again replaces the one before; old ones go', async () => {
    await put(store, series!, 20, false)
    const read = await storedCandles(store, 'EUR_USD', series!.tMs[0]!, series!.tMs[20]!)
    expect(read.series.tMs).toEqual(series!.tMs.slice(0, 20))
    expect(read.series.bc.every(Number.isNaN)).toBe(true)
    const later = series!.tMs[3]! + 120 * 86_400_000
    await store.write(candleWrites('EUR_USD', 'M1', [{ t: later, o: 1, h: 1, l: 1, c: 1, v: 1 }], later))
    expect((await storedCandles(store, 'EUR_USD', 0, series!.tMs[5]!)).series.tMs).toEqual(series!.tMs.slice(3, 5))
  })

  test('members that are no candles are left out and named', async () => {
    const t = 1_800_000_000_000 - (1_800_000_000_000 % 60_000)
    const candle = (more: object) => JSON.stringify({ t, o: 2, h: 3, l: 1, c: 2, v: 1, ...more })
    await store.write([
      {
        op: 'sortedAdd',
        key: KEY,
        members: [
          [t, '{'],
          [t + 60_000, candle({ t: t + 60_000, h: 1 })],
          [t + 120_000, candle({})],
          [t + 180_000, candle({ t: t + 180_000, o: '2' })],
          [t + 240_000, candle({ t: t + 240_000, bid: { o: 1 } })],
          [t + 300_000, candle({ t: t + 300_000 })],
          [t + 300_000, candle({ t: t + 300_000, v: 9 })],
        ],
      },
    ])
    const read = await storedCandles(store, 'EUR_USD', t, t + 600_000)
    expect([...read.series.tMs]).toEqual([t + 300_000])
    expect(read.skipped).toBe(6)
    expect(read.reasons).toEqual([
      `${t}: not a candle`,
      `${t + 60_000}: h 1 is below c 2`,
      `${t + 120_000}: its label is ${t}`,
      `${t + 180_000}: o is missing`,
      `${t + 240_000}: bh is missing`,
      `${t + 300_000}: t ${t + 300_000} appears twice`,
    ])
  })

  test('none is an empty series', async () => {
    const read = await storedCandles(store, 'AUD_USD', 0, 1e13)
    expect(read).toMatchObject({ skipped: 0, series: { instrument: 'AUD_USD' } })
    expect(read.series.tMs.length).toBe(0)
  })
})
