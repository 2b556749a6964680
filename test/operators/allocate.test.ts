import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { allocate } from '../../operators/allocate.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { HOUR, MINUTE, worldOf } from '../support/wall-clock.js'

type Config = z.input<typeof allocate.config>
const NAMES = ['AUD_USD', 'EUR_USD', 'GBP_USD', 'USD_CHF']
const START = Date.UTC(2024, 0, 9, 12)
/** The score is coherence alone, unsmoothed. */
const raw: Config = { weightCoherence: 1, weightStability: 0, weightRupture: 0, weightEntropy: 0, scoreHalflifeMin: 0 }

interface Slice {
  readonly tsMs?: number
  /** Score of each instrument; NaN = no candle. */
  readonly scores: readonly number[]
  /** Gate of each, `1` = on; default all off. */
  readonly on?: string
  /** `1` open, `0` closed, `n` near its close; default all open. */
  readonly open?: string
  /** Age of the gates, seconds; NaN = missing. */
  readonly ageSec?: number
}
const run = (slices: readonly Slice[], config: Config = raw, world = worldOf(NAMES), options: RunOptions = {}) => {
  const count = world.instruments.length
  const tsMs = slices.map((slice, s) => slice.tsMs ?? START + s * MINUTE)
  const scores = slices.flatMap((slice) => slice.scores)
  const seen = (value: number) => scores.map((score) => (Number.isNaN(score) ? Number.NaN : value))
  const letters = (of: (slice: Slice) => string | undefined, otherwise: string) =>
    slices.flatMap((slice) => (of(slice) ?? otherwise.repeat(count)).split(''))
  const open = letters((slice) => slice.open, '1')
  const { columns, saved } = runOperator(
    allocate,
    config,
    world,
    {
      tsMs,
      columns: {
        gate: {
          eligible: letters((slice) => slice.on, '0').map(Number),
          gateTsMs: slices.map(({ ageSec = 0 }, s) => tsMs[s]! - ageSec * 1000),
        },
        signal: {
          decisionCoherence: scores,
          stability: seen(0.9),
          rupture: seen(0.1),
          entropy: seen(0.8),
          lambdaHazard: seen(0.1),
        },
        session: {
          open: open.map((letter) => (letter === '0' ? 0 : 1)),
          nearClose: open.map((letter) => (letter === 'n' ? 1 : 0)),
        },
      },
    },
    options,
  )
  return { columns: columns as { [name: string]: ArrayLike<number> }, saved, count }
}
/** Places of each slice by the instruments' first letters; `*` marks a filled one. */
const places = ({ columns, count }: ReturnType<typeof run>): string[] =>
  Array.from(columns['held']!, (_, s) =>
    NAMES.map((name, k) => {
      const i = s * count + k
      return columns['weight']![i]! > 0 ? name[0] + (columns['filled']![i] === 1 ? '*' : '') : ''
    }).join(''),
  )
const nan = Number.NaN

describe('who gets a place', () => {
  test.each<[string, Slice, Config, string]>([
    ['the best three of those whose gate is on', { scores: [0.4, 0.7, 0.6, 0.5], on: '1111' }, {}, 'EGU'],
    ['gate on comes first, however low its score', { scores: [0.1, 0.7, 0.6, 0.5], on: '1000' }, {}, 'AE*G*'],
    ['never filled by others', { scores: [0.1, 0.7, 0.6, 0.5], on: '1000' }, { fill: 'never' }, 'A'],
    ['nobody has earned one', { scores: [0.1, 0.7, 0.6, 0.5] }, { fill: 'never' }, ''],
    ['all filled', { scores: [0.1, 0.7, 0.6, 0.5] }, {}, 'E*G*U*'],
    ['closed and near the close are left out', { scores: [0.4, 0.7, 0.6, 0.5], on: '1111', open: '1n01' }, {}, 'AU'],
    ['a number that is none is left out', { scores: [0.4, nan, 0.6, 0.5], on: '1111' }, {}, 'AGU'],
    ['ties by name', { scores: [0.5, 0.5, 0.5, 0.5], on: '1111' }, { topK: 2 }, 'AE'],
    ['fewer instruments than places', { scores: [0.5, 0.5, 0.5, 0.5], on: '1111' }, { topK: 9 }, 'AEGU'],
  ])('%s', (_what, slice, config, expected) => expect(places(run([slice], { ...raw, ...config }))).toEqual([expected]))

  test('an incumbent yields only to a score higher by the margin', () => {
    const at = (challenger: number): Slice => ({ scores: [0.5, challenger, 0, 0], on: '1111' })
    const config = { ...raw, topK: 1 }
    expect(places(run([at(0.4), at(0.51), at(0.519), at(0.52), at(0.49), at(0.48)], config))).toEqual([
      'A',
      'A',
      'A',
      'E',
      'E',
      'A',
    ])
    expect(places(run([at(0.4), at(0.51), at(0.5), at(0.49)], { ...config, switchMargin: 0 }))).toEqual([
      'A',
      'E',
      'A',
      'A',
    ])
  })

  test('a gated challenger needs no margin against an ungated incumbent', () => {
    const config = { ...raw, topK: 1 }
    const scores = [0.9, 0.1, 0, 0]
    expect(places(run([{ scores }, { scores, on: '0100' }, { scores, on: '1100' }], config))).toEqual(['A*', 'E', 'A'])
  })

  test('ranks follow the score among all rankable instruments, placed or not', () => {
    const { columns } = run([{ scores: [0.4, 0.7, 0.6, 0.5], on: '1000', open: '1011' }], { ...raw, topK: 1 })
    expect(Array.from(columns['rank']!)).toEqual([3, 0, 1, 2])
  })

  test('spin-up ends once K gates have been on at once, or after its time, and never returns', () => {
    const scores = [0.4, 0.7, 0.6, 0.5]
    const config: Config = { ...raw, topK: 2, fill: 'spinup' }
    const ons = ['0000', '1000', '1100', '1000', '0000']
    expect(
      places(
        run(
          ons.map((on) => ({ scores, on })),
          config,
        ),
      ),
    ).toEqual(['E*G*', 'AE*', 'AE', 'A', ''])
    const late = [0, 59, 60, 61].map((minute) => ({ scores, tsMs: START + minute * MINUTE }))
    expect(places(run(late, config))).toEqual(['E*G*', 'E*G*', '', ''])
    expect(places(run(late, config, worldOf(NAMES), { frames: [1], restore: true }))).toEqual(places(run(late, config)))
  })

  test('untraded instruments have no score, rank or place and do not count in K', () => {
    const world = worldOf(NAMES, { untraded: ['EUR_USD', 'GBP_USD', 'USD_CHF'] })
    const { columns } = run([{ scores: [0.4, 0.7, 0.6, 0.5], on: '1111' }], raw, world)
    expect(Array.from(columns['weight']!)).toEqual([1, 0, 0, 0])
    expect(Array.from(columns['score']!)).toEqual([0.4, nan, nan, nan])
    expect(Array.from(columns['rank']!)).toEqual([1, 0, 0, 0])
  })
})

describe('the score', () => {
  test('weighs coherence, stability, rupture, entropy and, if configured, hazard', () => {
    const scoreOf = (config: Config) => run([{ scores: [0.5, nan, nan, nan] }], config).columns['score']![0]!
    expect(scoreOf({})).toBeCloseTo(0.6 * 0.5 + 0.2 * 0.9 + 0.15 * 0.9 + 0.05 * 0.2, 12)
    expect(scoreOf({ weightHazard: 1 })).toBeCloseTo(0.625 + 0.9, 12)
  })

  test('is smoothed in event time: half of a jump after the half-life, whatever the number of candles', () => {
    const config = { ...raw, scoreHalflifeMin: 30 }
    const at = (minutes: readonly number[]) => {
      const slices = minutes.map((minute) => ({
        scores: [minute === 0 ? 0.2 : 0.8, nan, nan, nan],
        tsMs: START + minute * MINUTE,
      }))
      return run(slices, config).columns['score']![(minutes.length - 1) * 4]
    }
    expect(at([0, 30])).toBeCloseTo(0.5, 11)
    expect(at(Array.from({ length: 31 }, (_, i) => i))).toBeCloseTo(0.5, 11)
    expect(at([0, 10, 60])).toBeCloseTo(0.65, 11)
    expect(at([0, 2 * 1440])).toBeCloseTo(0.8, 11)
  })

  test('is the raw score with a half-life of 0, even across gaps', () => {
    const slices = [0, 1, 7].map((minute) => ({ scores: [minute / 10, nan, nan, nan], tsMs: START + minute * MINUTE }))
    const score = run(slices).columns['score']!
    expect([score[0], score[4], score[8]]).toEqual([0, 0.1, 0.7])
  })

  test('survives three minutes without a candle, not four; a request is not a minute', () => {
    const seen = { scores: [0.5, 0.4, 0.3, 0.2], on: '1111' }
    const missing = { scores: [nan, 0.4, 0.3, 0.2], on: '1111' }
    const minutes = [seen, missing, missing, missing, missing, missing, seen]
    expect(places(run(minutes))).toEqual(['AEG', 'AEG', 'AEG', 'AEG', 'EGU', 'EGU', 'AEG'])
    expect(
      places(run(minutes.map((slice, s) => ({ ...slice, tsMs: START + s * MINUTE + (s === 2 ? 5 : 0) })))),
    ).toEqual(['AEG', 'AEG', 'AEG', 'AEG', 'AEG', 'EGU', 'AEG'])
  })
})

describe('stale or missing gates', () => {
  const scores = [0.4, 0.7, 0.6, 0.5]
  test('hold the weights, closed instruments included', () => {
    const result = run([
      { scores, on: '1111' },
      { scores, on: '0000', ageSec: 180 },
      { scores, on: '1111', ageSec: 181 },
      { scores: [0.9, 0.1, 0.9, 0.9], on: '1111', ageSec: nan, open: '1011' },
      { scores, on: '1100' },
    ])
    expect(places(result)).toEqual(['EGU', 'E*G*U*', 'E*G*U*', 'E*G*U*', 'AEG*'])
    expect(Array.from(result.columns['held']!)).toEqual([0, 0, 1, 1, 0])
    expect(Array.from(result.columns['fallback']!)).toEqual([0, 0, 0, 0, 0])
  })

  test('on first start: equal weights on the best K, filled, until there are gates', () => {
    const result = run([
      { scores: [nan, nan, nan, nan], ageSec: nan },
      { scores, on: '1111', ageSec: nan },
      { scores: [0.9, 0.7, 0.6, 0.5], on: '1111', ageSec: 999 },
      { scores, on: '1100' },
      { scores, on: '1100', ageSec: nan },
    ])
    expect(places(result)).toEqual(['', 'E*G*U*', 'A*E*G*', 'AEG*', 'AEG*'])
    expect(Array.from(result.columns['weight']!).slice(4, 8)).toEqual([0, 0.333334, 0.333333, 0.333333])
    expect(Array.from(result.columns['fallback']!)).toEqual([1, 1, 1, 0, 0])
    expect(Array.from(result.columns['held']!)).toEqual([0, 0, 0, 0, 1])
  })

  test('on first start no place is filled if filling is off', () => {
    expect(places(run([{ scores, on: '1111', ageSec: nan }], { ...raw, fill: 'never' }))).toEqual([''])
  })
})

test('places change once per interval; in between only scores and ranks move', () => {
  const slices = [
    [0.4, 0.7],
    [0.9, 0.1],
    [0.9, 0.1],
  ].map(([a, e], s) => ({ scores: [a!, e!, 0, 0], on: '1111', tsMs: START + s * MINUTE }))
  const result = run([...slices, { ...slices[2]!, tsMs: START + HOUR }], { ...raw, topK: 1, intervalSec: 3600 })
  expect(places(result)).toEqual(['E', 'E', 'E', 'A'])
  expect(Array.from(result.columns['rank']!).slice(4, 6)).toEqual([1, 2])
})

const metric = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 1000 }).map((n) => n / 1000) },
  fc.constant(nan),
)
const sliceOf = fc.record({
  waitMin: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 3000 })),
  scores: fc.array(metric, { minLength: 4, maxLength: 4 }),
  on: fc.array(fc.constantFrom('0', '1'), { minLength: 4, maxLength: 4 }).map((letters) => letters.join('')),
  open: fc.array(fc.constantFrom('1', '1', '1', '0', 'n'), { minLength: 4, maxLength: 4 }).map((l) => l.join('')),
  ageSec: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(180, 181, nan)),
})
const stream = fc.array(sliceOf, { minLength: 1, maxLength: 60, size: 'max' }).map((slices) => {
  let tsMs = START
  return slices.map(({ waitMin, ...slice }) => {
    tsMs += waitMin * MINUTE
    return { ...slice, tsMs }
  })
})
const configOf: fc.Arbitrary<Config> = fc.record({
  topK: fc.integer({ min: 1, max: 5 }),
  scoreHalflifeMin: fc.constantFrom(0, 1, 30),
  switchMargin: fc.constantFrom(0, 0.02, 0.2),
  fill: fc.constantFrom('always', 'spinup', 'never'),
})

describe('properties', () => {
  test('at most K places, weights in whole millionths ordered by score, gated first, filled means gate off', () => {
    fc.assert(
      fc.property(stream, configOf, (slices, config) => {
        const { columns, count } = run(slices, config)
        slices.forEach((slice, s) => {
          const row = (name: string) => Array.from({ length: count }, (_, k) => columns[name]![s * count + k]!)
          const weights = row('weight')
          const placed = [0, 1, 2, 3].filter((k) => weights[k]! > 0)
          expect(placed.length).toBeLessThanOrEqual(Math.min(config.topK!, 4))
          for (const k of [0, 1, 2, 3]) if (weights[k] === 0) expect(row('filled')[k]).toBe(0)
          const units = weights.reduce((sum, weight) => sum + Math.round(weight * 1e6), 0)
          expect(units).toBe(placed.length > 0 ? 1_000_000 : 0)
          const rank = row('rank')
          const ranked = [0, 1, 2, 3].filter((k) => rank[k]! > 0)
          expect(ranked.map((k) => rank[k]!).sort((a, b) => a - b)).toEqual(ranked.map((_, i) => i + 1))
          for (const k of ranked) expect(slice.open[k]).toBe('1')
          if (columns['held']![s] === 1) return
          const score = row('score')
          const fallback = columns['fallback']![s] === 1
          for (const a of placed) {
            expect(rank[a]).toBeGreaterThan(0)
            expect(row('filled')[a]).toBe(fallback || slice.on[a] === '0' ? 1 : 0)
            if (fallback) continue
            for (const b of placed) if (score[a]! > score[b]!) expect(weights[a]).toBeGreaterThanOrEqual(weights[b]!)
            for (const b of ranked) {
              if (placed.includes(b)) continue
              expect(slice.on[a]! >= slice.on[b]!).toBe(true)
              // No instrument left out is better by the margin.
              if (slice.on[a] === slice.on[b]) expect(score[b]! - score[a]!).toBeLessThan(config.switchMargin! + 1e-12)
            }
          }
          if (config.fill === 'always') expect(placed.length).toBe(Math.min(config.topK!, ranked.length))
          if (config.fill === 'never') expect(row('filled')).toEqual([0, 0, 0, 0])
        })
      }),
    )
  })

  test('an open, ranked incumbent loses its place only to a gate or to a score better by the margin', () => {
    fc.assert(
      fc.property(stream, configOf, (slices, config) => {
        const { columns, count } = run(slices, { ...config, fill: 'always' })
        for (let s = 1; s < slices.length; s++) {
          if (columns['held']![s] === 1 || columns['fallback']![s] === 1) continue
          const at = (name: string, slice: number, k: number) => columns[name]![slice * count + k]!
          for (let k = 0; k < count; k++) {
            if (at('weight', s - 1, k) === 0 || at('weight', s, k) > 0 || at('rank', s, k) === 0) continue
            const newcomers = [0, 1, 2, 3].filter((j) => at('weight', s, j) > 0 && at('weight', s - 1, j) === 0)
            const on = slices[s]!.on
            const better = [0, 1, 2, 3].filter(
              (j) => at('weight', s, j) > 0 && (on[j]! > on[k]! || at('score', s, j) >= at('score', s, k)),
            )
            expect(better.length).toBeGreaterThan(0)
            for (const j of newcomers) {
              expect(on[j]! > on[k]! || at('score', s, j) - at('score', s, k) > config.switchMargin! - 1e-12).toBe(true)
            }
          }
        }
      }),
    )
  })

  test('cut anywhere, restored anywhere: the same bytes', () => {
    fc.assert(
      fc.property(stream, configOf, fc.integer({ min: 1, max: 10 }), (slices, config, frame) => {
        expect(run(slices, config, worldOf(NAMES), { frames: [frame], restore: true })).toEqual(run(slices, config))
      }),
    )
  })
})

test.each([
  { weightCoherence: 0, weightStability: 0, weightRupture: 0, weightEntropy: 0 },
  { weightCoherence: -0.1 },
  { weightCoherence: Number.POSITIVE_INFINITY },
  { topK: 0 },
  { scoreHalflifeMin: 0.5 },
  { fill: 'sometimes' },
  { intervalSec: 30 },
  { switchmargin: 0 },
])('config %j is refused', (config) => expect(allocate.config.safeParse(config).success).toBe(false))
