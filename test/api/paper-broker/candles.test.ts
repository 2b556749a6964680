/** Candles: alignment and building against a slow reference, completed minutes against the source, and the rules of the request. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type BuiltCandle,
  buildCandles,
  type CandleSelection,
} from '../../../api/paper-broker/market/candle-builder.js'
import { GRANULARITIES, slotOf, WEEKDAYS } from '../../../api/paper-broker/market/candle-slots.js'
import { minuteColumns } from '../../../api/paper-broker/market/minute-columns.js'
import { minuteFeed } from '../../../api/paper-broker/market/minute-feed.js'
import { minutePrices } from '../../../api/paper-broker/market/minute-path.js'
import type { PublishedPrices } from '../../../api/paper-broker/market/quote-board.js'
import { testClock } from '../../support/test-clock.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { createWorld } from '../../../model/world.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { syntheticMarket } from '../../../sources/synthetic/market.js'
import { client, START_MS, start, type Started } from '../../support/start-broker.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const SCALE = 1e5
const USUAL = { dailyAlignment: 17, alignmentTimezone: 'America/New_York', weeklyAlignment: 4 }

/** Wall clock of a zone, by Intl, minute by minute. */
const wallClock = (zone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (tsMs: number) => Object.fromEntries(format.formatToParts(tsMs).map(({ type, value }) => [type, value]))
}

describe('slots', () => {
  test.each([
    ['D', '2022-05-12T21:00', 'summer: 17:00 in New York'],
    ['D', '2022-01-12T22:00', 'winter'],
    ['H4', '2022-05-12T21:00', 'summer'],
    ['H4', '2022-05-13T01:00', 'summer'],
    ['H4', '2022-01-13T02:00', 'winter'],
    ['H4', '2022-01-13T06:00', 'winter'],
    ['H1', '2022-01-13T06:00', 'hours are those of UTC'],
    ['W', '2016-10-07T21:00', 'weeks begin on Friday'],
    ['M', '2022-02-28T22:00', 'the trading day of the first of March'],
    ['M', '2022-03-31T21:00', 'the trading day of the first of April'],
    ['S5', '2022-03-31T21:00', 'a whole minute'],
  ])('%s begins at %s (%s)', (granularity, label) => {
    const labelMs = Date.parse(`${label}Z`)
    const slot = slotOf(granularity, USUAL)
    expect(slot(labelMs).startMs).toBe(labelMs)
    expect(slot(labelMs - 1).endMs).toBe(labelMs)
  })

  test('days and weeks start at the configured hour of the wall clock, in any zone and any year', () => {
    const zones = ['America/New_York', 'Europe/London', 'Asia/Tokyo', 'Australia/Sydney', 'UTC']
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2030, 0, 1) }),
        (alignmentTimezone, dailyAlignment, weeklyAlignment, tsMs) => {
          const alignment = { alignmentTimezone, dailyAlignment, weeklyAlignment }
          const clock = wallClock(alignmentTimezone)
          for (const granularity of ['D', 'W', 'M']) {
            const { startMs, endMs } = slotOf(granularity, alignment)(tsMs)
            expect(startMs <= tsMs && tsMs < endMs).toBe(true)
            // The next slot starts where this one ends.
            expect(slotOf(granularity, alignment)(endMs).startMs).toBe(endMs)
            const { hour, minute, weekday } = clock(startMs)
            // A skipped hour is read as the next one.
            if (minute === '00' && Number(hour) !== dailyAlignment) expect(Number(hour)).toBe((dailyAlignment + 1) % 24)
            if (granularity === 'W') expect(weekday).toBe(WEEKDAYS[weeklyAlignment])
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

/** Minute rows and prices of a quiet market: some minutes have no candle. */
const marketOf = (minutes: readonly (number | null)[], firstMs: number, overMinutes: number) => {
  const columns = minuteColumns()
  const published: PublishedPrices = { tsMs: [], bid: [], ask: [] }
  const rows = minutes.flatMap((price, n) => (price === null ? [] : [{ tMs: firstMs + n * MINUTE_MS, price }]))
  const column = (of: (row: { tMs: number; price: number }, n: number) => number) => Float64Array.from(rows, of)
  const at = (ticks: number) => column(({ price }) => Math.round(price + ticks) / SCALE)
  columns.append({
    tMs: column(({ tMs }) => tMs),
    o: at(0),
    h: at(9),
    l: at(-7),
    c: at(3),
    v: column((_, n) => n + 1),
    bo: at(-2),
    bh: at(7),
    bl: at(-9),
    bc: at(1),
    ao: at(2),
    ah: at(11),
    al: at(-5),
    ac: at(5),
  } as unknown as CandleSeries)
  const nowMs = firstMs + overMinutes * MINUTE_MS + 30_000
  for (let row = 0; row < columns.rows; row++) {
    const prices = minutePrices(columns, row, SCALE, 0)
    for (const [n, tsMs] of prices.tsMs.entries()) {
      if (tsMs > nowMs) continue
      published.tsMs.push(tsMs)
      published.bid.push(prices.bid[n]!)
      published.ask.push(prices.ask[n]!)
    }
  }
  return { minutes: columns, published, scale: SCALE, nowMs }
}
type Market = ReturnType<typeof marketOf>

/** The obvious way: put every piece into its slot, then pick the requested slots. */
const slowCandles = (market: Market, wish: CandleSelection): BuiltCandle[] => {
  const { columns } = market.minutes
  const slot = slotOf(wish.granularity, wish)
  const found = new Map<number, BuiltCandle>()
  const put = (
    tsMs: number,
    side: 'mid' | 'bid' | 'ask',
    o: number,
    h: number,
    l: number,
    c: number,
    volume: number,
  ) => {
    const { startMs, endMs } = slot(tsMs)
    const none = () => ({ o: Number.NaN, h: Number.NEGATIVE_INFINITY, l: Number.POSITIVE_INFINITY, c: Number.NaN })
    const candle = found.get(startMs) ?? {
      tMs: startMs,
      endMs,
      complete: endMs <= market.nowMs,
      volume: 0,
      mid: none(),
      bid: none(),
      ask: none(),
    }
    const one = candle[side]
    if (Number.isNaN(one.o)) one.o = o
    one.h = Math.max(one.h, h)
    one.l = Math.min(one.l, l)
    one.c = c
    candle.volume += volume
    found.set(startMs, candle)
  }
  const below = GRANULARITIES[wish.granularity]! < MINUTE_MS
  let knownMs = Number.NEGATIVE_INFINITY
  for (let n = 0; !below && n < market.minutes.rows; n++) {
    const tMs = columns.tMs[n]!
    if (tMs + MINUTE_MS > market.nowMs) break
    knownMs = tMs + MINUTE_MS
    put(tMs, 'mid', columns.o[n]!, columns.h[n]!, columns.l[n]!, columns.c[n]!, columns.v[n]!)
    put(tMs, 'bid', columns.bo[n]!, columns.bh[n]!, columns.bl[n]!, columns.bc[n]!, 0)
    put(tMs, 'ask', columns.ao[n]!, columns.ah[n]!, columns.al[n]!, columns.ac[n]!, 0)
  }
  for (const [n, tsMs] of market.published.tsMs.entries()) {
    if (tsMs < knownMs) continue
    const bid = market.published.bid[n]!
    const ask = market.published.ask[n]!
    const mid = Math.round(((bid + ask) / 2) * SCALE) / SCALE
    put(tsMs, 'mid', mid, mid, mid, mid, 1)
    put(tsMs, 'bid', bid, bid, bid, bid, 0)
    put(tsMs, 'ask', ask, ask, ask, ask, 0)
  }
  const all = [...found.values()].filter(({ tMs }) => !(tMs >= wish.toMs))
  if (Number.isNaN(wish.fromMs)) return all.slice(-wish.count)
  const first = slot(wish.fromMs)
  return all.filter(({ tMs }) => tMs >= (wish.includeFirst ? first.startMs : first.endMs)).slice(0, wish.count)
}

describe('building', () => {
  test('equals the slow reference, for every length, window and alignment', () => {
    const firstMs = Date.UTC(2024, 2, 9, 20)
    fc.assert(
      fc.property(
        fc.record({
          minutes: fc.array(fc.option(fc.integer({ min: 110_000, max: 110_400 })), { minLength: 1, maxLength: 400 }),
          over: fc.integer({ min: 0, max: 400 }),
          granularity: fc.constantFrom(...Object.keys(GRANULARITIES)),
          count: fc.integer({ min: 1, max: 40 }),
          from: fc.option(fc.integer({ min: -50, max: 500 })),
          to: fc.option(fc.integer({ min: -50, max: 500 })),
          includeFirst: fc.boolean(),
          dailyAlignment: fc.integer({ min: 0, max: 23 }),
        }),
        ({ minutes, over, from, to, ...asked }) => {
          const market = marketOf(minutes, firstMs, Math.min(over, minutes.length))
          const at = (offset: number | null) => (offset === null ? Number.NaN : firstMs + offset * 30_000)
          const wish: CandleSelection = { ...USUAL, ...asked, fromMs: at(from), toMs: at(to), smooth: false }
          expect(buildCandles(market, wish)).toEqual(slowCandles(market, wish))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('smooth: every open is the previous close, and nothing is lost', () => {
    const market = marketOf([110_000, 110_020, null, 110_010, 110_100, 110_050], START_MS, 6)
    const wish = { ...USUAL, granularity: 'M1', count: 3, fromMs: Number.NaN, toMs: Number.NaN, includeFirst: true }
    const plain = buildCandles(market, { ...wish, smooth: false, count: 4 })
    const smooth = buildCandles(market, { ...wish, smooth: true })
    expect(smooth.map(({ mid }) => mid.o)).toEqual(plain.slice(0, 3).map(({ mid }) => mid.c))
    expect(smooth.map(({ tMs }) => tMs)).toEqual(plain.slice(1).map(({ tMs }) => tMs))
    for (const { mid } of smooth) expect(mid.l <= mid.o && mid.o <= mid.h).toBe(true)
  })
})

describe('the prices of a minute', () => {
  test('stay inside it, touch every extreme on both sides and end at its close', () => {
    const market = syntheticMarket({ seed: 3, startMs: START_MS, pairs: ['EUR_USD', 'USD_JPY'] })
    for (const [k, series] of market.next(500).entries()) {
      const scale = k === 0 ? 1e5 : 1e3
      const columns = minuteColumns()
      columns.append(series)
      for (let row = 0; row < columns.rows; row++) {
        const { ask, bid, tsMs } = minutePrices(columns, row, scale, k)
        expect([bid[0], ask[0]]).toEqual([series.bo[row], series.ao[row]])
        expect([bid.at(-1), ask.at(-1)]).toEqual([series.bc[row], series.ac[row]])
        expect([Math.max(...bid), Math.min(...bid)]).toEqual([series.bh[row], series.bl[row]])
        expect([Math.max(...ask), Math.min(...ask)]).toEqual([series.ah[row], series.al[row]])
        expect(bid.every((price, n) => price < ask[n]!)).toBe(true)
        expect(
          tsMs.every((at, n) => Math.floor(at / MINUTE_MS) * MINUTE_MS === series.tMs[row] && !(at <= tsMs[n - 1]!)),
        ).toBe(true)
        expect(bid.length).toBeLessThanOrEqual(12)
      }
    }
  })
})

describe('over HTTP', () => {
  const clock = testClock(START_MS)
  const HISTORY = 4 * 1440
  let started: Started
  let call: ReturnType<typeof client>
  let truth: readonly CandleSeries[]

  beforeAll(async () => {
    const pairs = ['EUR_USD', 'USD_JPY']
    const firstMs = START_MS - HISTORY * MINUTE_MS
    truth = syntheticMarket({ seed: 11, startMs: firstMs, pairs }).next(HISTORY + 60)
    const market = syntheticMarket({ seed: 11, startMs: firstMs, pairs })
    const feed = minuteFeed({
      world: createWorld(loadInstruments(pairs), 'USD'),
      series: market.next(HISTORY),
      fromMs: START_MS,
      more: () => market.next(1),
      isOpen: () => true,
    })
    started = await start({ clock, feed })
    call = client(started.url)
    await clock.advance(30 * MINUTE_MS + 31_000)
  })
  afterAll(() => started.close())

  const ask = (query: string) => call('GET', `/instruments/USD_JPY/candles?${query}`)

  test('completed minutes equal the source; the current one is incomplete', async () => {
    const { body } = await ask('granularity=M1&count=40&price=MBA')
    const series = truth[1]!
    const rows = [...series.tMs.keys()].filter((n) => series.tMs[n]! <= clock.nowMs()).slice(-40)
    const text = (o: number, h: number, l: number, c: number) => ({
      o: o.toFixed(3),
      h: h.toFixed(3),
      l: l.toFixed(3),
      c: c.toFixed(3),
    })
    const finished = rows
      .filter((n) => series.tMs[n]! + MINUTE_MS <= clock.nowMs())
      .map((n) => ({
        complete: true,
        volume: series.v[n],
        time: new Date(series.tMs[n]!).toISOString().replace('Z', '000000Z'),
        mid: text(series.o[n]!, series.h[n]!, series.l[n]!, series.c[n]!),
        bid: text(series.bo[n]!, series.bh[n]!, series.bl[n]!, series.bc[n]!),
        ask: text(series.ao[n]!, series.ah[n]!, series.al[n]!, series.ac[n]!),
      }))
    expect(finished.length).toBeGreaterThan(30)
    expect(body.candles.filter(({ complete }: { complete: boolean }) => complete)).toEqual(
      finished.slice(-body.candles.length + 1),
    )
    const last = body.candles.at(-1)
    expect([last.complete, last.time]).toEqual([false, '2024-03-19T12:30:00.000000000Z'])
  })

  test('five-second candles are built from published prices and agree with their stream', async () => {
    const { body } = await ask('granularity=S5&count=5000&price=B')
    expect(Date.parse(body.candles[0].time)).toBeGreaterThanOrEqual(START_MS)
    expect(body.candles.length).toBeGreaterThan(200)
    const minute = body.candles.filter(({ time }: { time: string }) => time.startsWith('2024-03-19T12:07'))
    const n = truth[1]!.tMs.indexOf(START_MS + 7 * MINUTE_MS)
    expect(Math.max(...minute.map(({ bid }: { bid: { h: string } }) => Number(bid.h)))).toBe(truth[1]!.bh[n])
    expect(minute.at(-1).bid.c).toBe(truth[1]!.bc[n]!.toFixed(3))
  })

  test.each([
    ['granularity=M3', "Invalid value specified for 'granularity'"],
    ['price=X', "Invalid value specified for 'price'"],
    ['count=5001', "Maximum value for 'count' exceeded"],
    ['count=many', "Invalid value specified for 'count'"],
    [
      'granularity=M1&count=5&from=2024-03-18T00:00:00Z&to=2024-03-18T01:00:00Z',
      "'count' cannot be specified when 'to' and 'from' parameters are set",
    ],
    ['granularity=M1&from=2024-03-01T00:00:00Z&to=2024-03-18T01:00:00Z', "Maximum value for 'count' exceeded"],
    ['granularity=M1&to=2024-03-20T00:00:00Z', "Invalid value specified for 'to'. Time is in the future"],
    ['granularity=M1&from=yesterday', "Invalid value specified for 'from'"],
    ['dailyAlignment=24', "Invalid value specified for 'dailyAlignment'"],
    ['alignmentTimezone=Moon', "Invalid value specified for 'alignmentTimezone'"],
    ['weeklyAlignment=friday', "Invalid value specified for 'weeklyAlignment'"],
  ])('%s is refused', async (query, errorMessage) => {
    const { body, status } = await ask(query)
    expect([status, body]).toEqual([400, { errorMessage }])
  })

  test.each([
    ['2024-03-18T00:00:00Z', 'a time without a fraction'],
    ['2024-03-18T00:00:00.000000000Z', 'nine decimals'],
    ['1710720000', 'whole seconds'],
    ['1710720000.000000000', 'seconds with decimals'],
    ['2024-03-18T01:00:00%2B01:00', 'an offset'],
  ])('from=%s: %s', async (from) => {
    const { body } = await ask(`granularity=H1&count=2&from=${from}`)
    expect(body.candles.map(({ time }: { time: string }) => time)).toEqual([
      '2024-03-18T00:00:00.000000000Z',
      '2024-03-18T01:00:00.000000000Z',
    ])
  })

  test('both paths, the default length, and the latest of several', async () => {
    const unscoped = await fetch(`${started.url}/v3/instruments/USD_JPY/candles?count=3&`, {
      headers: { Authorization: 'Bearer token-of-a-test' },
    })
    const scoped = await ask('count=3')
    expect(await unscoped.json()).toEqual(scoped.body)
    expect(scoped.body).toMatchObject({ instrument: 'USD_JPY', granularity: 'S5' })
    const { body } = await call('GET', '/candles/latest?candleSpecifications=EUR_USD:M1:BM,USD_JPY:D:A')
    expect(
      body.latestCandles.map(({ instrument, granularity, candles }: Record<string, object[]>) => [
        instrument,
        granularity,
        Object.keys(candles!.at(-1)!).sort(),
      ]),
    ).toEqual([
      ['EUR_USD', 'M1', ['bid', 'complete', 'mid', 'time', 'volume']],
      ['USD_JPY', 'D', ['ask', 'complete', 'time', 'volume']],
    ])
  })

  test('includeFirst=false leaves out the candle that covers the start', async () => {
    const times = async (query: string) =>
      (await ask(`granularity=M5&count=1&from=2024-03-18T10:02:00Z&${query}`)).body.candles[0].time
    expect(await times('')).toBe('2024-03-18T10:00:00.000000000Z')
    expect(await times('includeFirst=False')).toBe('2024-03-18T10:05:00.000000000Z')
  })
})
