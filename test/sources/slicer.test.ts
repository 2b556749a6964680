import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineGraph } from '../../graph/engine/define/define.js'
import { createFrame, type Frame, type NodeColumns } from '../../graph/engine/run/frame.js'
import { schemas } from '../../model/columns.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { createSlicer, REPLAY_CONTROL, replayFrames, type SlicerOptions } from '../../sources/slicer.js'
import { toyWorld } from '../support/toy.js'
import { makeSeries } from '../support/series.js'
import { MINUTE_MS } from '../../lib/time-units.js'

const START = Date.UTC(2024, 2, 5, 12, 0)
const graph = defineGraph('ends', (g) => {
  g.sink('candle', g.source('candle', schemas.candle))
  g.sink('quote', g.source('quote', schemas.quote))
  g.sink('control', g.source('control', schemas.control))
  g.sink('execution', g.source('execution', schemas.execution))
})
const options: SlicerOptions = { isWeekMinute: () => true, control: () => REPLAY_CONTROL }

/** All slices as rows: minute, then per instrument the close (null = absent), bid and home rate. */
const slicesOf = (world = toyWorld(), series: Parameters<typeof replayFrames>[2], capacity = 8, opts = options) => {
  const { frame } = createFrame(graph, world, capacity)
  const rows: { minute: number; close: (number | null)[]; bid: number[]; homeRate: number[]; tradeable: number[] }[] =
    []
  for (const f of replayFrames(frame, createSlicer(world, opts), series)) {
    for (let s = 0; s < f.slices; s++) {
      const at = (node: string, column: string) => [
        ...(columns(f, node)[column] as Float64Array).slice(s * f.count, (s + 1) * f.count),
      ]
      rows.push({
        minute: ((f.time.tsMs[s] as number) - START) / MINUTE_MS,
        close: at('candle', 'c').map((c, k) => (at('candle', 'present')[k] ? c : null)),
        bid: at('quote', 'bid'),
        homeRate: at('quote', 'homeRate'),
        tradeable: at('quote', 'tradeable'),
      })
    }
  }
  return rows
}
const columns = (frame: Frame, node: string): NodeColumns => frame.columns[node] as NodeColumns

describe('slicer', () => {
  test('batches one after the other: an empty one at the start, as of a weekend, leaves the time to the first candle', () => {
    const world = toyWorld(['EUR_USD'])
    const { frame } = createFrame(graph, world, 8)
    const slicer = createSlicer(world, options)
    slicer.feed([makeSeries('EUR_USD', START, [])], START)
    expect(slicer.fill(frame)).toBe(false)
    slicer.feed([makeSeries('EUR_USD', START, [{ minute: 2, o: 1, c: 1 }])], START + 4 * MINUTE_MS)
    expect(slicer.fill(frame)).toBe(true)
    expect([...frame.time.tsMs.subarray(0, frame.slices)].map((tsMs) => (tsMs - START) / MINUTE_MS)).toEqual([3, 4])
  })

  test('one slice a minute: stamped at the close, absent instruments have a row, quotes are held', () => {
    const eur = makeSeries('EUR_USD', START, [
      { minute: 0, o: 1.1, c: 1.1002 },
      { minute: 2, o: 1.1002, c: 1.101 },
    ])
    const chf = makeSeries('USD_CHF', START, [
      { minute: 0, o: 0.88, c: 0.88 },
      { minute: 1, o: 0.88, c: 0.8 },
      { minute: 2, o: 0.8, c: 0.8 },
    ])
    const rows = slicesOf(toyWorld(), [eur, chf])
    expect(rows.map(({ minute, close, tradeable }) => ({ minute, close, tradeable }))).toEqual([
      { minute: 1, close: [1.1002, 0.88], tradeable: [1, 1] },
      { minute: 2, close: [null, 0.8], tradeable: [0, 1] },
      { minute: 3, close: [1.101, 0.8], tradeable: [1, 1] },
    ])
    expect(rows[1]?.bid[0]).toBeCloseTo(1.1001, 10)
    expect(rows.map((row) => row.homeRate[0])).toEqual([1, 1, 1])
    expect(rows[1]?.homeRate[1]).toBeCloseTo(1 / 0.8, 10)
  })

  test('the home rate is unknown before the converting pair has a candle', () => {
    const rows = slicesOf(toyWorld(), [
      makeSeries('EUR_USD', START, [{ minute: 0, o: 1, c: 1 }]),
      makeSeries('USD_CHF', START, [{ minute: 1, o: 0.5, c: 0.5 }]),
    ])
    expect(rows.map((row) => row.homeRate[1])).toEqual([Number.NaN, 2])
  })

  test('outside the week only minutes with a candle have a slice', () => {
    const series = [
      makeSeries(
        'EUR_USD',
        START,
        [0, 1, 5, 6].map((minute) => ({ minute, o: 1, c: 1 })),
      ),
    ]
    const minutes = (isWeekMinute: (tsMs: number) => boolean) =>
      slicesOf(toyWorld(['EUR_USD']), series, 2, { ...options, isWeekMinute }).map((row) => row.minute)
    expect(minutes(() => false)).toEqual([1, 2, 6, 7])
    expect(minutes(() => true)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('an instrument that the world does not hold is left out', () => {
    const rows = slicesOf(toyWorld(['EUR_USD']), [
      makeSeries('EUR_USD', START, [{ minute: 0, o: 1, c: 1 }]),
      makeSeries('GBP_USD', START, [{ minute: 0, o: 1, c: 1 }]),
    ])
    expect(rows.map((row) => row.close)).toEqual([[1]])
  })

  test('property: every candle appears once, in order, whatever the frame and the batches', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 60 }),
        (unsorted, capacity, cut) => {
          const minutes = [...unsorted].sort((a, b) => a - b)
          const rows = minutes.map((minute) => ({ minute, o: 1 + minute, c: 1 + minute }))
          const world = toyWorld(['EUR_USD'])
          const whole = slicesOf(world, [makeSeries('EUR_USD', START, rows)], capacity)
          expect(whole.filter((row) => row.close[0] !== null).map((row) => row.minute - 1)).toEqual(minutes)
          const { frame } = createFrame(graph, world, capacity)
          const slicer = createSlicer(world, options)
          const batched: number[] = []
          for (const part of [rows.filter((row) => row.minute < cut), rows.filter((row) => row.minute >= cut)]) {
            if (part.length === 0) continue
            slicer.feed([makeSeries('EUR_USD', START, part)])
            while (slicer.fill(frame)) for (let s = 0; s < frame.slices; s++) batched.push(frame.time.tsMs[s] as number)
          }
          expect(batched).toEqual(whole.map((row) => START + row.minute * MINUTE_MS))
        },
      ),
    )
  })

  test('property: every column is what one look at a slice and an instrument gives, whatever the frame', () => {
    const world = toyWorld(['EUR_CHF', 'EUR_USD', 'USD_CHF'])
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.tuple(minutes, minutes, minutes), fc.integer({ min: 1, max: 9 }), (drawn, capacity) => {
        const series = drawn.map((unsorted, k) =>
          makeSeries(
            world.instruments[k]?.name as string,
            START,
            [...unsorted]
              .sort((a, b) => a - b)
              .map((minute) => ({ minute, o: 1 + minute / 7, c: 1.5 + k + minute / 3 })),
          ),
        )
        // From minute 10 on new risk is off, and from 15 on instrument 1 is to be flat.
        const control = (tsMs: number) => ({
          ...REPLAY_CONTROL,
          killSwitch: tsMs >= START + 10 * MINUTE_MS ? 1 : 0,
          flatten: tsMs >= START + 15 * MINUTE_MS ? Uint8Array.of(0, 1, 0) : null,
        })
        const { frame } = createFrame(graph, world, capacity)
        for (const f of replayFrames(frame, createSlicer(world, { ...options, control }), series)) {
          for (let s = 0; s < f.slices; s++) {
            const tsMs = f.time.tsMs[s] as number
            const before = (k: number) => (series[k] as CandleSeries).tMs.findLastIndex((tMs) => tMs < tsMs)
            const midOf = (k: number) => {
              const { bc, ac } = series[k] as CandleSeries
              return ((bc[before(k)] ?? Number.NaN) + (ac[before(k)] ?? Number.NaN)) / 2
            }
            for (let k = 0; k < 3; k++) {
              const one = series[k] as CandleSeries
              const row = before(k)
              const present = one.tMs[row] === tsMs - MINUTE_MS
              const at = (node: string, column: string) => (columns(f, node)[column] as Float64Array)[s * 3 + k]
              expect(at('candle', 'present')).toBe(present ? 1 : 0)
              expect(at('quote', 'tradeable')).toBe(present ? 1 : 0)
              for (const name of ['o', 'h', 'l', 'c', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const) {
                expect(at('candle', name)).toBe(present ? one[name][row] : Number.NaN)
              }
              expect(at('candle', 'v')).toBe(present ? one.v[row] : 0)
              expect(at('quote', 'bid')).toBe(one.bc[row] ?? Number.NaN)
              expect(at('quote', 'ask')).toBe(one.ac[row] ?? Number.NaN)
              expect(at('quote', 'quoteTsMs')).toBe((one.tMs[row] ?? Number.NaN) + MINUTE_MS)
              expect(at('quote', 'homeRate')).toBe(k === 1 ? 1 : 1 / midOf(2))
              expect(at('control', 'flatten')).toBe(control(tsMs).flatten?.[k] ?? 0)
              expect(at('control', 'lockUntilMs')).toBe(0)
            }
            expect((columns(f, 'control')['killSwitch'] as Uint8Array)[s]).toBe(control(tsMs).killSwitch)
          }
        }
      }),
      { numRuns: 50 },
    )
  })
})
