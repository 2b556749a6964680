import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { direction } from '../../operators/direction.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { slowRanges } from '../reference/true-ranges.js'
import { MINUTE, worldOf } from '../support/wall-clock.js'

interface Row {
  readonly t: number
  readonly h?: number
  readonly l?: number
  readonly c?: number
  readonly coherence?: number
  readonly gap?: number
}
type Config = z.input<typeof direction.config>

/** Rows of one instrument; `t` in minutes; no `c` = no candle. */
const run = (rows: readonly Row[], config: Config = {}, options: RunOptions = {}) => {
  const column = (value: (row: Row) => number | undefined) => rows.map((row) => value(row) ?? Number.NaN)
  const { columns } = runOperator(
    direction,
    config,
    worldOf(['EUR_USD']),
    {
      tsMs: rows.map((row) => row.t * MINUTE),
      columns: {
        candle: {
          present: rows.map((row) => (row.c === undefined ? 0 : 1)),
          h: column((row) => row.h ?? row.c),
          l: column((row) => row.l ?? row.c),
          c: column((row) => row.c),
        },
        signal: {
          decisionCoherence: column((row) => (row.c === undefined ? undefined : row.coherence)),
          gap: rows.map((row) => row.gap ?? 0),
        },
      },
    },
    options,
  )
  const names = ['slopeBps', 'coherenceDelta', 'atr', 'rangeMedian'] as const
  return columns as { direction: Int32Array } & { [name in (typeof names)[number]]: Float64Array }
}
const closes = (values: readonly number[], coherence = 0.5): Row[] => values.map((c, i) => ({ t: i + 1, c, coherence }))

/** The definition in plain code: the same sums as the operator, in the same order. */
const slowSlopeBps = (window: readonly number[]): number => {
  const n = window.length
  const mean = window.reduce((sum, c) => sum + c, 0) / n
  let covariance = 0
  for (let j = 0; j < n; j++) covariance += (j - (n - 1) / 2) * window[j]!
  return ((covariance / ((n * (n * n - 1)) / 12)) * (n - 1) * 1e4) / mean
}

describe('direction', () => {
  test('a straight rise of 1 bp per candle over 4 closes is 3 bps', () => {
    const out = run(closes([1, 1.0001, 1.0002, 1.0003, 1.0004]), { look: 4 })
    expect(Array.from(out.slopeBps.slice(0, 3))).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect(out.slopeBps[3]).toBeCloseTo((3e-4 / 1.00015) * 1e4, 9)
    // The coherence of four candles ago exists from the fifth candle on.
    expect(Array.from(out.coherenceDelta)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0])
    expect(Array.from(out.direction)).toEqual([0, 0, 0, 0, 1])
  })

  const up = [1, 1.0001, 1.0002, 1.0003, 1.0004]
  test.each<[string, readonly number[], number, Config, number]>([
    // what, closes, coherence at the last candle (0.5 before), config, direction
    ['rise', up, 0.5, {}, 1],
    ['fall', up.map((c) => 2 - c), 0.5, {}, -1],
    ['flat', [1, 1, 1, 1, 1], 0.5, {}, 0],
    ['coherence fell by 0.01', up, 0.49, {}, 1],
    ['coherence fell by 0.03', up, 0.47, {}, 0],
    ['coherence fell by 0.03, falling price', up.map((c) => 2 - c), 0.47, {}, 0],
    ['coherence unknown', up, Number.NaN, {}, 0],
    ['slope below the threshold', up, 0.5, { thrBps: 3.1 }, 0],
    ['last close not above the one before', [1, 1.0001, 1.0003, 1.0005, 1.0005], 0.5, {}, 0],
    ['slope alone asks neither price', [1, 1.0001, 1.0003, 1.0005, 1.0005], 0.5, { mode: 'slope' }, 1],
    ['nor coherence', up, Number.NaN, { mode: 'slope' }, 1],
    ['no slope is no direction, whatever the threshold', [1, 1, 1, 1, 1], 0.5, { mode: 'slope', thrBps: 0 }, 0],
    ['rising but below the mean', [1, 1, 1.002, 1.0001, 1.0003], 0.5, { thrBps: 0 }, 0],
  ])('%s', (_what, values, coherence, config, expected) => {
    const rows = closes(values)
    rows[4] = { ...rows[4]!, coherence }
    expect(run(rows, { look: 4, ...config }).direction[4]).toBe(expected)
  })

  test('after a gap there is no slope until there are `look` closes', () => {
    const rows = closes(Array.from({ length: 12 }, (_, i) => 1 + i * 1e-3)).map((row) =>
      row.t >= 7 ? { ...row, t: row.t + 10, gap: row.t === 7 ? 1 : 0 } : row,
    )
    const out = run(rows, { look: 3 })
    expect(Array.from(out.direction)).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1])
    expect(Array.from(out.slopeBps, Number.isNaN)).toEqual([1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0].map((n) => n === 1))
  })

  test('a slice without a candle has no direction and changes nothing', () => {
    const full = closes([1, 1.001, 1.002, 1.003, 1.004, 1.005])
    const holed = full.flatMap((row) => (row.t === 4 ? [{ t: 3.5 }, row] : [row]))
    const out = run(holed, { look: 3 })
    expect([out.direction[3], out.slopeBps[3], out.coherenceDelta[3]]).toEqual([0, Number.NaN, Number.NaN])
    const rest = Array.from(out.slopeBps).filter((_, i) => i !== 3)
    expect(rest).toEqual(Array.from(run(full, { look: 3 }).slopeBps))
  })

  test('untraded instruments have no direction and no ATR', () => {
    const world = worldOf(['EUR_USD'], { untraded: ['EUR_USD'] })
    const { columns } = runOperator(direction, { look: 2, atrN: 1, atrGran: 'M1' }, world, {
      tsMs: [6e4, 12e4, 18e4],
      columns: {
        candle: { present: [1, 1, 1], h: [1, 2, 3], l: [1, 2, 3], c: [1, 2, 3] },
        signal: { decisionCoherence: [1, 1, 1], gap: [0, 0, 0] },
      },
    })
    expect(Array.from(columns['direction']!)).toEqual([0, 0, 0])
    expect(Array.from(columns['atr']!)).toEqual([Number.NaN, Number.NaN, Number.NaN])
  })
})

describe('average true range', () => {
  // Two-minute buckets: open labels 0,1 | 2,3 | 4,5 ... are closes 1,2 | 3,4 | 5,6
  const config: Config = { atrN: 2, atrGran: 'M2' }
  test('ranges of complete buckets: the mean of the first two, then Wilder', () => {
    const rows: Row[] = [
      { t: 1, h: 12, l: 10, c: 11 },
      { t: 2, h: 13, l: 11, c: 13 }, // bucket 1: high 13, low 10: 3
      { t: 3, h: 12, l: 11, c: 11 },
      { t: 4, h: 12, l: 10, c: 10 }, // bucket 2: 12..10 and close before 13: 3; mean 3
      { t: 5, h: 18, l: 11, c: 18 },
      { t: 6, h: 15, l: 15, c: 15 }, // bucket 3: 18..11 and close before 10: 8; (3 * 1 + 8) / 2
    ]
    expect(Array.from(run(rows, config).atr)).toEqual([Number.NaN, Number.NaN, Number.NaN, 3, 3, 5.5])
  })

  test('a bucket whose last minute is missing is complete at the first slice at or after its end', () => {
    const first: Row[] = [
      { t: 1, h: 12, l: 10, c: 11 },
      { t: 3, h: 12, l: 11, c: 11 },
    ]
    expect(Array.from(run([...first, { t: 4 }], config).atr)).toEqual([Number.NaN, Number.NaN, 1.5])
    expect(Array.from(run([...first, { t: 3.5 }, { t: 5 }], config).atr)).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      1.5,
    ])
    expect(run([...first, { t: 7, h: 99, l: 98, c: 98 }], config).atr[2]).toBe(1.5)
  })

  test('across a gap the range is high - low', () => {
    const rows = (gap: number): Row[] => [
      { t: 2, h: 12, l: 10, c: 11 },
      { t: 14, h: 31, l: 30, c: 30, gap },
    ]
    expect(run(rows(1), config).atr[1]).toBe((2 + 1) / 2)
    expect(run(rows(0), config).atr[1]).toBe((2 + 20) / 2)
  })
})

/** A market with missing candles, gaps and unknown coherence. */
const market = fc
  .array(
    fc.record({
      step: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2, 4, 5, 6, 30),
      absent: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
      move: fc.integer({ min: -30, max: 30 }),
      up: fc.integer({ min: 0, max: 20 }),
      down: fc.integer({ min: 0, max: 20 }),
      coherence: fc.oneof(
        { weight: 9, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
        fc.constant(Number.NaN),
      ),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((steps) => {
    let t = 1_000_000
    let pips = 11_000
    let candleAt = Number.NaN
    return steps.map(({ step, absent, move, up, down, coherence }): Row => {
      t += step
      if (absent) return { t }
      const before = pips
      pips += move
      const gap = t - candleAt > 5 ? 1 : 0
      candleAt = t
      const h = (Math.max(before, pips) + up) / 10_000
      const l = (Math.min(before, pips) - down) / 10_000
      return { t, h, l, c: pips / 10_000, coherence, gap }
    })
  })
const same = (a: ArrayLike<number>, b: ArrayLike<number>) => expect(Array.from(a)).toEqual(Array.from(b))

describe('properties', () => {
  test('equal to the definition', () => {
    fc.assert(
      fc.property(market, fc.integer({ min: 2, max: 15 }), (rows, look) => {
        const out = run(rows, { look, atrN: 3 })
        const slow = slowRanges(rows, 3, 5)
        same(out.atr, slow.atrs)
        same(out.rangeMedian, slow.medians)
        let candles: Row[] = []
        let since = 0
        rows.forEach((row, i) => {
          if (row.c === undefined) return
          candles = [...candles, row]
          since = row.gap ? 1 : since + 1
          const ago = candles.at(-1 - look)
          expect(out.coherenceDelta[i]).toEqual(ago ? row.coherence! - ago.coherence! : Number.NaN)
          if (since < look) return expect([out.direction[i], out.slopeBps[i]]).toEqual([0, Number.NaN])
          const window = candles.slice(-look).map(({ c }) => c!)
          const slope = out.slopeBps[i]!
          expect(slope).toBeCloseTo(slowSlopeBps(window), 8)
          const mean = window.reduce((sum, c) => sum + c, 0) / look
          const before = window[look - 2]!
          const calm = out.coherenceDelta[i]! >= -0.02
          const long = slope >= 2 && calm && row.c > before && row.c > mean
          const short = slope <= -2 && calm && row.c < before && row.c < mean
          return expect(out.direction[i]).toBe(long ? 1 : short ? -1 : 0)
        })
      }),
      { numRuns: 200 },
    )
  })

  test('a mirrored market has the opposite direction and the same ATR', () => {
    fc.assert(
      fc.property(market, (rows) => {
        // Mirrored about 1.125; bps of the mirrored mean differ a little, so slopes near the threshold are left out.
        const mirrored = rows.map((row) =>
          row.c === undefined ? row : { ...row, h: 2.25 - row.l!, l: 2.25 - row.h!, c: 2.25 - row.c },
        )
        const config: Config = { look: 5, thrBps: 2.000123, atrN: 3 }
        const a = run(rows, config)
        const b = run(mirrored, config)
        rows.forEach((_, i) => {
          if (Math.abs(Math.abs(a.slopeBps[i]!) - 2) > 0.1 || Number.isNaN(a.slopeBps[i]!)) {
            expect(b.direction[i]! + a.direction[i]!).toBe(0)
          }
          if (Number.isNaN(a.atr[i]!)) expect(b.atr[i]).toBeNaN()
          else expect(b.atr[i]).toBeCloseTo(a.atr[i]!, 9)
        })
      }),
      { numRuns: 100 },
    )
  })

  test('scaled prices (x 2^n) have the same direction and slope, and a scaled ATR', () => {
    fc.assert(
      fc.property(market, fc.integer({ min: -8, max: 8 }), (rows, n) => {
        const unit = Number(n < 0 ? 1 / (1 << -n) : 1 << n)
        const scaled = rows.map((row) =>
          row.c === undefined ? row : { ...row, h: row.h! * unit, l: row.l! * unit, c: row.c * unit },
        )
        const a = run(rows, { look: 5, atrN: 3 })
        const b = run(scaled, { look: 5, atrN: 3 })
        same(b.direction, a.direction)
        same(b.slopeBps, a.slopeBps)
        same(
          b.atr,
          a.atr.map((atr) => atr * unit),
        )
      }),
      { numRuns: 100 },
    )
  })

  test('cut anywhere, restored anywhere: the same bytes', () => {
    fc.assert(
      fc.property(market, fc.integer({ min: 1, max: 40 }), (rows, frame) => {
        const config: Config = { look: 5, atrN: 3 }
        expect(run(rows, config, { frames: [frame], restore: true })).toEqual(run(rows, config))
      }),
      { numRuns: 100 },
    )
  })
})

test('warm-up covers the look, the ATR seed and the median range', () => {
  const minutes = (config: Config) => direction.warmup!(direction.config.parse(config))
  expect(minutes({})).toBe(289 * 5)
  expect(minutes({ atrN: 300, atrGran: 'M1' })).toBe(301)
  expect(minutes({ look: 1440, atrGran: 'M1' })).toBe(1441)
})

test.each([{ look: 1 }, { thrBps: -1 }, { mode: 'both' }, { atrN: 0 }, { atrGran: 'M7' }, { lok: 3 }])(
  'config %j is refused',
  (config) => expect(direction.config.safeParse(config).success).toBe(false),
)
