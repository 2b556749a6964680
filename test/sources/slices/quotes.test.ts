/** Quotes of a live slice: candles, the price board, and one derivation of spread and home rate for both. */
import { describe, expect, test } from 'vitest'
import { defineGraph } from '../../../graph/engine/define/define.js'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { createFrame } from '../../../graph/engine/run/frame.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { schemas } from '../../../model/columns.js'
import { nodes } from '../../../model/nodes.js'
import { createSlicer } from '../../../sources/slicer.js'
import type { HeldQuotes } from '../../../sources/slices/quotes.js'
import { REPLAY_CONTROL } from '../../../sources/slices/control-row.js'
import { makeSeries } from '../../support/series.js'
import { toyWorld } from '../../support/toy.js'

const START = Date.UTC(2024, 2, 5, 12, 0)
const graph = defineGraph('ends', (g) => {
  g.sink('candle', g.source('candle', schemas.candle))
  g.sink('quote', g.source('quote', schemas.quote))
  g.sink('control', g.source('control', schemas.control))
})

/** EUR_USD and USD_CHF, home USD; EUR_USD has a candle in minutes 0 and 2, USD_CHF in each. */
const bench = (held: HeldQuotes | null = null) => {
  const world = toyWorld()
  const { frame } = createFrame(graph, world, 1)
  const prices = {
    bid: Float64Array.of(Number.NaN, Number.NaN),
    ask: Float64Array.of(Number.NaN, Number.NaN),
    tsMs: Float64Array.of(Number.NaN, Number.NaN),
    tradeable: Uint8Array.of(1, 1),
  }
  const control = () => ({ ...REPLAY_CONTROL, requestId: 7 })
  const slicer = createSlicer(world, { isWeekMinute: () => true, control, prices, held })
  const candles = [
    makeSeries(
      'EUR_USD',
      START,
      [0, 2].map((minute) => ({ minute, o: 1, c: 1 })),
    ),
    makeSeries(
      'USD_CHF',
      START,
      [0, 1, 2].map((minute) => ({ minute, o: 0.5, c: 0.5 })),
    ),
  ]
  const seen = () => {
    const quote = columnsOf(frame, nodes.quote)
    const row = (column: ArrayLike<number>) => [column[0], column[1]]
    const { present } = columnsOf(frame, nodes.candle)
    const { minute, requestId } = columnsOf(frame, nodes.control)
    return {
      bid: row(quote.bid),
      homeRate: row(quote.homeRate),
      spreadBps: row(quote.spreadBps),
      tradeable: row(quote.tradeable),
      present: row(present),
      control: [minute[0], requestId[0]],
    }
  }
  const price = (k: number, bid: number, ask: number, tsMs: number) => {
    prices.bid[k] = bid
    prices.ask[k] = ask
    prices.tsMs[k] = tsMs
  }
  /** The slice that ends `minute` minutes after the start. */
  const next = () => (slicer.fill(frame) ? seen() : null)
  return {
    price,
    next,
    close: (k: number) => (prices.tradeable[k] = 0),
    feed: (pricedMinute: number) =>
      slicer.feed(candles, START + 3 * MINUTE_MS, {
        fromMs: START + MINUTE_MS,
        pricedMs: START + pricedMinute * MINUTE_MS,
      }),
    request: () => {
      slicer.request(frame, START + 200_000)
      return seen()
    },
  }
}

describe('quotes', () => {
  test('a request right after a restart has the quotes of the last slice before it', () => {
    const at = Float64Array.of(START, START)
    const { request } = bench({ bid: Float64Array.of(1.1, 0.9), ask: Float64Array.of(1.1001, 0.9001), quoteTsMs: at })
    expect(request()).toMatchObject({ bid: [1.1, 0.9], tradeable: [0, 0], homeRate: [1, 1 / 0.90005] })
    expect(bench().request()).toMatchObject({ bid: [Number.NaN, Number.NaN] })
  })
  test('the priced slice takes prices that are not older, with their spread and home rate; the next holds candles again', () => {
    const { feed, price, next } = bench()
    feed(2)
    price(0, 1.5, 1.5003, START + 2 * MINUTE_MS)
    price(1, 0.79, 0.81, START + 2 * MINUTE_MS)
    const [first, priced, last] = [next()!, next()!, next()!]
    expect(first.bid[0]).toBeCloseTo(0.9999, 4)
    expect([priced.bid, priced.tradeable, priced.present]).toEqual([
      [1.5, 0.79],
      [1, 1],
      [0, 1],
    ])
    expect(priced.homeRate).toEqual([1, 1 / 0.8])
    expect(priced.spreadBps[1]).toBeCloseTo(250, 9)
    expect(last.bid[1]).toBe(first.bid[1])
    expect(last.homeRate).toEqual([1, 2])
  })

  test('an older price is left out; a crossed one cannot be traded', () => {
    const { feed, price, next } = bench()
    feed(1)
    price(0, 1.5, 1.6, START + MINUTE_MS - 1)
    price(1, 0.9, 0.8, START + MINUTE_MS)
    const first = next()!
    expect(first.bid[0]).toBeCloseTo(0.9999, 4)
    expect(first.tradeable).toEqual([1, 0])
  })

  test('the broker closes an instrument, whatever its candle', () => {
    const { feed, next, close } = bench()
    feed(1)
    close(0)
    expect([next()!.tradeable, next()!.tradeable]).toEqual([
      [0, 1],
      [0, 1],
    ])
  })

  test('a request repeats the quotes of the last priced slice, outside the grid, and nothing is tradeable', () => {
    const { feed, price, next, request } = bench()
    expect(request()).toMatchObject({ bid: [Number.NaN, Number.NaN], tradeable: [0, 0] })
    feed(1)
    price(0, 1.5, 1.5003, START + MINUTE_MS)
    price(1, 0.79, 0.81, START + MINUTE_MS)
    const priced = next()!
    next()
    expect(request()).toEqual({ ...priced, tradeable: [0, 0], present: [0, 0], control: [0, 7] })
  })
})
