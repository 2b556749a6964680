/** Longer candles are those of all minutes that memory and store have, however often they are asked for and whatever is remembered. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { candlesQuerySchema, type candleSchema, granularitySchema } from '../../../../api/contract/market.js'
import type { Model } from '../../../../api/model/model.js'
import { candlesOf, merged } from '../../../../api/routes/candles-of.js'
import { closedCandles } from '../../../../app/surface/history/closed-candles.js'
import { HOUR_MS, MINUTE_MS } from '../../../../lib/time-units.js'
import { testClock } from '../../../support/test-clock.js'

type Candle = z.output<typeof candleSchema>
const LENGTHS = { M1: 1, M5: 5, M15: 15, H1: 60 }

const candle = (minute: number): Candle => ({
  ...{ tMs: minute * MINUTE_MS, o: minute, h: minute + 1, l: minute - 1, c: minute, v: 1 },
  ...{ coherence: null, stability: null, rupture: null, entropy: null },
})

/** `memoryFrom`: minutes from there on are in memory, those before in the store. */
const market = (all: readonly Candle[], memoryFrom: number) => {
  const clock = testClock(0)
  const reads: number[] = []
  const state = { stored: all, memoryFrom }
  const isKept = ({ tMs }: Candle) => tMs >= state.memoryFrom * MINUTE_MS
  const candles = (_: string, fromMs: number, toMs: number, limit: number) => {
    const found = state.stored.filter((one) => !isKept(one) && one.tMs >= fromMs && one.tMs < toMs).slice(-limit)
    reads.push(found.length)
    return Promise.resolve(found)
  }
  const store = { candles, closedCandles: closedCandles(candles, clock) }
  const frames = { candles: (_: string, most = Infinity) => state.stored.filter(isKept).slice(-most) }
  const model = { frames, store } as Partial<Record<keyof Model, unknown>> as Model
  const ask = async (query: object) =>
    (await candlesOf(model, candlesQuerySchema.parse({ instrument: 'EUR_USD', ...query }))).candles
  return { ask, reads, state, clock }
}

const minutes = fc.uniqueArray(fc.integer({ min: 1, max: 3000 }), { maxLength: 400 })
const asked = fc.record({
  granularity: fc.constantFrom(...granularitySchema.options),
  limit: fc.integer({ min: 1, max: 60 }),
  toMs: fc.option(fc.integer({ min: 0, max: 3100 * MINUTE_MS }), { nil: undefined }),
})
test('what is remembered changes no answer', async () => {
  await fc.assert(
    fc.asyncProperty(minutes, fc.nat(3100), fc.array(asked, { maxLength: 8 }), async (at, memoryFrom, questions) => {
      const all = at.toSorted((a, b) => a - b).map(candle)
      const { ask } = market(all, memoryFrom)
      for (const query of questions) {
        const before = all.filter(({ tMs }) => tMs < (query.toMs ?? Infinity))
        const longer = merged(before, LENGTHS[query.granularity] * MINUTE_MS)
        expect(await ask(query)).toEqual(longer.slice(-query.limit))
      }
    }),
  )
})

test('a refresh reads the hour that memory begins in, and what is closed once a minute', async () => {
  const all = Array.from({ length: 3000 }, (_, minute) => candle(minute))
  const { ask, reads, state, clock } = market(all, 2890)
  const hours = () => ask({ granularity: 'H1', limit: 40 })
  const first = await hours()
  expect(first.map(({ tMs }) => tMs / HOUR_MS)).toEqual(Array.from({ length: 40 }, (_, n) => n + 10))
  expect(reads.splice(0)).toEqual([10, 2460])
  expect(await hours()).toEqual(first)
  expect(reads.splice(0)).toEqual([10])
  // A late minute of a closed hour.
  state.stored = all.map((one) => (one.tMs === 1234 * MINUTE_MS ? { ...one, h: 9999 } : one))
  await clock.advance(MINUTE_MS)
  expect((await hours()).find(({ tMs }) => tMs === 20 * HOUR_MS)?.h).toBe(9999)
  expect(reads.splice(0)).toEqual([10, 2460])
})

test('what could not be read is read again', async () => {
  const answers = [() => Promise.reject(new Error('away')), () => Promise.resolve([candle(1)])]
  const closed = closedCandles(() => answers.shift()!(), testClock(0))
  await expect(closed('EUR_USD', HOUR_MS, HOUR_MS, 60)).rejects.toThrow('away')
  expect(await closed('EUR_USD', HOUR_MS, HOUR_MS, 60)).toHaveLength(1)
})
