import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWorld } from '../../model/world.js'
import { qbsa } from '../../operators/qbsa.js'
import { instrument, toyWorld } from '../support/toy.js'
import { runOperator } from '../../graph/engine/testing/run-operator.js'

const rowsOf = (rows: readonly (readonly [close: number, range: number, volume: number] | null)[]) => ({
  tsMs: rows.map((_, i) => (i + 1) * 60_000),
  candle: {
    present: rows.map((row) => (row ? 1 : 0)),
    h: rows.map((row) => (row ? 1 + row[1] : Number.NaN)),
    l: rows.map((row) => (row ? 1 : Number.NaN)),
    c: rows.map((row) => row?.[0] ?? Number.NaN),
    v: rows.map((row) => row?.[2] ?? 0),
  },
})
const world = toyWorld(['EUR_USD'])
const bits = (rows: Parameters<typeof rowsOf>[0], config = {}, w = world) => {
  const { tsMs, candle } = rowsOf(rows)
  return Array.from(runOperator(qbsa, config, w, { tsMs, columns: { candle } }).columns['bit'] ?? [])
}

describe('qbsa', () => {
  //                       close range volume
  test.each<[string, [number, number, number], [number, number, number], number]>([
    ['up, range and volume grow', [1.1, 0.1, 5], [1.2, 0.2, 6], 1],
    ['up, only range grows', [1.1, 0.1, 5], [1.2, 0.2, 4], 1],
    ['up, only volume grows', [1.1, 0.2, 5], [1.2, 0.1, 6], 1],
    ['up, both shrink', [1.1, 0.2, 5], [1.2, 0.1, 4], 0],
    ['down, both grow', [1.1, 0.1, 5], [1.0, 0.2, 6], 0],
    ['ties count as up and expanding', [1.1, 0.1, 5], [1.1, 0.1, 5], 1],
  ])('%s', (_name, before, now, bit) => expect(bits([before, now])).toEqual([255, bit]))

  test('a missing candle has no bit; the next one compares with the last available', () => {
    expect(bits([[1.1, 0.1, 5], null, [1.2, 0.1, 4], [1.1, 0.1, 9]])).toEqual([255, 255, 1, 0])
  })

  test('without volume: range by default, parity by switch', () => {
    const silent = createWorld([instrument('EUR_USD')], 'USD', { noVolume: ['EUR_USD'] })
    const rows = [
      [1.1, 0.2, 0],
      [1.2, 0.1, 0],
    ] as [number, number, number][]
    expect(bits(rows, {}, silent)).toEqual([255, 0])
    expect(bits(rows, { noVolume: 'parity' }, silent)).toEqual([255, 1])
    expect(bits(rows)).toEqual([255, 1])
  })

  test('property: cuts and restores change nothing; scaling prices by 2 changes no bit', () => {
    const row = fc.option(
      fc.tuple(
        fc.double({ min: 1, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 9 }),
      ),
    )
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (rows, frame) => {
        const { tsMs, candle } = rowsOf(rows)
        const whole = runOperator(qbsa, {}, world, { tsMs, columns: { candle } })
        const parts = runOperator(qbsa, {}, world, { tsMs, columns: { candle } }, { frames: [frame], restore: true })
        expect(parts).toEqual(whole)
        const doubled = {
          ...candle,
          h: candle.h.map((x) => 2 * x),
          l: candle.l.map((x) => 2 * x),
          c: candle.c.map((x) => 2 * x),
        }
        expect(runOperator(qbsa, {}, world, { tsMs, columns: { candle: doubled } }).columns).toEqual(whole.columns)
      }),
    )
  })
})
