/** Candles from memory and store, and their thinning. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { candlesQuerySchema, type candleSchema } from '../../../api/contract/market.js'
import type { Model } from '../../../api/model/model.js'
import { candlesOf, merged } from '../../../api/routes/candles-of.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

type Candle = z.output<typeof candleSchema>

const candle = (minute: number, c = 1 + minute / 1000): Candle => ({
  ...{ tMs: minute * MINUTE_MS, o: c, h: c + 0.1, l: c - 0.1, c, v: 1 },
  ...{ coherence: minute, stability: null, rupture: null, entropy: null },
})
const span = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => candle(from + i))

/** Memory has minutes [500, 600), the store [0, 550). */
const model = {
  frames: { candles: () => span(500, 600) },
  store: {
    candles: (_: string, fromMs: number, toMs: number, limit: number) =>
      Promise.resolve(
        span(0, 550)
          .filter(({ tMs }) => tMs >= fromMs && tMs < toMs)
          .slice(-limit),
      ),
  },
} as Partial<Record<keyof Model, unknown>> as Model
const ask = (query: object) => candlesOf(model, candlesQuerySchema.parse({ instrument: 'EUR_USD', ...query }))
const minutes = (n: number) => n * MINUTE_MS

describe('candles of an instrument', () => {
  test.each`
    query                                           | granularity | first  | count  | why
    ${{ limit: 10 }}                                | ${'M1'}     | ${590} | ${10}  | ${'the newest, from memory'}
    ${{ limit: 200 }}                               | ${'M1'}     | ${400} | ${200} | ${'older ones from the store'}
    ${{ limit: 5, toMs: minutes(100) }}             | ${'M1'}     | ${95}  | ${5}   | ${'the newest before toMs'}
    ${{ fromMs: 0, limit: 600 }}                    | ${'M1'}     | ${0}   | ${600} | ${'a range that fits'}
    ${{ fromMs: 0, limit: 599 }}                    | ${'M5'}     | ${0}   | ${120} | ${'a range with one too many'}
    ${{ fromMs: 0, limit: 30 }}                     | ${'H1'}     | ${0}   | ${10}  | ${'as coarse as needed'}
    ${{ fromMs: 0, limit: 3 }}                      | ${'H1'}     | ${420} | ${3}   | ${'never more than the limit'}
    ${{ granularity: 'M15', limit: 2 }}             | ${'M15'}    | ${570} | ${2}   | ${'as asked'}
    ${{ fromMs: minutes(540), toMs: minutes(560) }} | ${'M1'}     | ${540} | ${20}  | ${'memory alone'}
    ${{ fromMs: minutes(700), toMs: minutes(800) }} | ${'M1'}     | ${-1}  | ${0}   | ${'nothing there yet'}
  `('$query gives $count of $granularity: $why', async ({ query, granularity, first, count }) => {
    const found = await ask(query)
    expect([found.granularity, found.candles.length]).toEqual([granularity, count])
    expect((found.candles[0]?.tMs ?? -MINUTE_MS) / MINUTE_MS).toBe(first)
  })

  test('a range the wrong way round is refused', async () => {
    await expect(ask({ fromMs: 10, toMs: 5 })).rejects.toMatchObject({ code: 'refused' })
  })

  test('each longer candle holds its minutes: first open, last close, extremes, sum', () => {
    const market = fc.uniqueArray(fc.nat(500), { minLength: 1 }).map((at) => at.toSorted((a, b) => a - b))
    fc.assert(
      fc.property(market, fc.constantFrom(5, 15, 60), (at, length) => {
        const all = at.map((minute) => candle(minute, 1 + ((minute * 7919) % 101) / 100))
        for (const { tMs, o, h, l, c, v, coherence } of merged(all, minutes(length))) {
          const own = all.filter((one) => one.tMs >= tMs && one.tMs < tMs + minutes(length))
          expect(tMs % minutes(length)).toBe(0)
          expect([o, c, v]).toEqual([own[0]?.o, own.at(-1)?.c, own.length])
          expect([h, l]).toEqual([Math.max(...own.map((one) => one.h)), Math.min(...own.map((one) => one.l))])
          expect(coherence).toBe(own.at(-1)?.coherence)
        }
        expect(merged(all, minutes(length)).reduce((sum, { v }) => sum + (v ?? 0), 0)).toBe(all.length)
      }),
    )
  })
})
