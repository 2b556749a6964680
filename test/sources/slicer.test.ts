import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineGraph } from '../../graph/define.js'
import { createFrame, type Frame, type NodeColumns } from '../../graph/frame.js'
import { schemas } from '../../graph/schemas.js'
import { createSlicer, MINUTE_MS, REPLAY_CONTROL, replayFrames, type SlicerOptions } from '../../sources/slicer.js'
import { toyWorld } from '../graph/toy.js'
import { makeSeries } from '../series.js'

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
})
