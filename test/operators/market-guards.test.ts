import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { GUARDS, maskNames } from '../../model/codes.js'
import { marketGuards } from '../../operators/market-guards.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { worldOf } from '../support/wall-clock.js'

type Config = z.input<typeof marketGuards.config>
const good = {
  present: 1,
  spreadBps: 1,
  decisionCoherence: 0.6,
  stability: 0.9,
  rupture: 0.1,
  entropy: 0.8,
  lambdaHazard: 0.1,
  repetition: 0,
  entryOk: 1,
}
type Row = Record<keyof typeof good, number>
const run = (
  rows: readonly Partial<Row>[],
  config: Config = {},
  world = worldOf(['NZD_USD']),
  options: RunOptions = {},
) => {
  const column = (name: keyof Row) => rows.map((row) => row[name] ?? good[name])
  const slices = rows.length / world.instruments.length
  const { columns } = runOperator(
    marketGuards,
    config,
    world,
    {
      tsMs: Array.from({ length: slices }, (_, s) => (s + 1) * 60_000),
      columns: {
        candle: { present: column('present') },
        quote: { spreadBps: column('spreadBps') },
        signal: {
          decisionCoherence: column('decisionCoherence'),
          stability: column('stability'),
          rupture: column('rupture'),
          entropy: column('entropy'),
          lambdaHazard: column('lambdaHazard'),
          repetition: column('repetition'),
        },
        session: { entryOk: column('entryOk') },
      },
    },
    options,
  )
  return columns as { pass: Uint8Array; failed: Uint32Array }
}
const closed = (row: Partial<Row>, config: Config = {}, world = worldOf(['NZD_USD'])) => {
  const { pass, failed } = run([row], config, world)
  expect(pass[0]).toBe(failed[0] === 0 ? 1 : 0)
  return maskNames(GUARDS, failed[0]!).join(' ')
}

describe('which guards fail', () => {
  test.each<[Partial<Row>, Config, string]>([
    [{}, {}, ''],
    [{ decisionCoherence: 0.5 }, {}, ''],
    [{ decisionCoherence: 0.4999 }, {}, 'coherence'],
    [{ decisionCoherence: 0.43 }, { coherence: 'pattern' }, ''],
    [{ decisionCoherence: 0.43 }, { coherence: 'pattern', cMin: 0.5 }, 'coherence'],
    [{ stability: 0.39 }, {}, 'stability'],
    [{ rupture: 0.61 }, {}, 'rupture'],
    [{ entropy: 0.93 }, {}, 'entropy'],
    [{ lambdaHazard: 0.3 }, { maxHazard: 0.2 }, 'hazard'],
    [{ lambdaHazard: 1 }, {}, ''],
    [{ repetition: 1 }, { minRepetitions: 2 }, 'repetition'],
    [{ spreadBps: 2.5 }, {}, ''],
    [{ spreadBps: 2.51 }, {}, 'spread'],
    [{ spreadBps: 3 }, { maxSpread: { NZD_USD: 4 } }, ''],
    [{ spreadBps: 3 }, { maxSpread: { EUR_USD: 4 } }, 'spread'],
    [{ entryOk: 0 }, {}, 'session'],
    [{ present: 0 }, {}, 'session data'],
    [{ decisionCoherence: 0.1, spreadBps: 9, entryOk: 0 }, {}, 'coherence spread session'],
  ])('%j with %j: %s', (row, config, expected) => expect(closed(row, config)).toBe(expected))

  test('NaN fails every guard on a number', () => {
    const nan = Number.NaN
    const row = {
      decisionCoherence: nan,
      stability: nan,
      rupture: nan,
      entropy: nan,
      lambdaHazard: nan,
      spreadBps: nan,
    }
    expect(closed(row, { cMin: 0, maxEntropy: 1 })).toBe('coherence stability rupture entropy hazard spread')
  })

  test('a source without volume has its own defaults, in v2 and if its bits ignore volume', () => {
    const world = worldOf(['NZD_USD'], { noVolume: ['NZD_USD'] })
    const row = { decisionCoherence: 0.54, entropy: 0.84 }
    expect(closed(row, {}, world)).toBe('coherence entropy')
    expect(closed(row, { noVolume: 'parity' }, world)).toBe('')
    expect(closed(row, { coherence: 'pattern' }, world)).toBe('')
    expect(closed(row, { cMin: 0.5, maxEntropy: 0.9 }, world)).toBe('')
    expect(closed({ decisionCoherence: 0.55, entropy: 0.83 }, {}, world)).toBe('')
  })

  test('untraded instruments neither pass nor fail', () => {
    const { pass, failed } = run([{}], {}, worldOf(['NZD_USD'], { untraded: ['NZD_USD'] }))
    expect([pass[0], failed[0]]).toEqual([0, 0])
  })
})

const metric = fc.oneof({ weight: 9, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }, fc.constant(Number.NaN))
const rowOf: fc.Arbitrary<Row> = fc.record({
  present: fc.integer({ min: 0, max: 1 }),
  spreadBps: fc.double({ min: 0, max: 5 }),
  decisionCoherence: metric,
  stability: metric,
  rupture: metric,
  entropy: metric,
  lambdaHazard: metric,
  repetition: fc.integer({ min: 0, max: 5 }),
  entryOk: fc.integer({ min: 0, max: 1 }),
})
const fraction = fc.double({ min: 0, max: 1, noNaN: true })
const bounds = fc.record({
  cMin: fraction,
  minStability: fraction,
  maxRupture: fraction,
  maxEntropy: fraction,
  maxHazard: fraction,
  minRepetitions: fc.integer({ min: 0, max: 5 }),
  maxSpreadBps: fc.double({ min: 0, max: 5, noNaN: true }),
})

describe('properties', () => {
  test('a stricter bound never lets more through', () => {
    fc.assert(
      fc.property(fc.array(rowOf, { minLength: 1, maxLength: 30 }), bounds, bounds, (rows, a, b) => {
        const strict = {
          cMin: Math.max(a.cMin, b.cMin),
          minStability: Math.max(a.minStability, b.minStability),
          maxRupture: Math.min(a.maxRupture, b.maxRupture),
          maxEntropy: Math.min(a.maxEntropy, b.maxEntropy),
          maxHazard: Math.min(a.maxHazard, b.maxHazard),
          minRepetitions: Math.max(a.minRepetitions, b.minRepetitions),
          maxSpreadBps: Math.min(a.maxSpreadBps, b.maxSpreadBps),
        }
        const loose = run(rows, a)
        const tight = run(rows, strict)
        rows.forEach((_, i) => {
          expect(loose.failed[i]! & ~tight.failed[i]!).toBe(0)
          expect(tight.pass[i]).toBe(tight.failed[i] === 0 ? 1 : 0)
        })
      }),
    )
  })

  test('cut anywhere, restored anywhere: the same bytes, and one instrument never sees another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(rowOf, rowOf), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 10 }),
        (rows, frame) => {
          const world = worldOf(['EUR_USD', 'NZD_USD'])
          const config = { maxSpread: { NZD_USD: 4 } }
          const whole = run(rows.flat(), config, world)
          expect(run(rows.flat(), config, world, { frames: [frame], restore: true })).toEqual(whole)
          const alone = run(
            rows.map(([, second]) => second),
            config,
          )
          expect(Array.from(alone.failed)).toEqual(rows.map((_, s) => whole.failed[s * 2 + 1]))
        },
      ),
    )
  })
})

test.each([{ cMin: 1.1 }, { maxSpreadBps: -1 }, { minRepetitions: 0.5 }, { coherence: 'v3' }, { minCoherence: 0.5 }])(
  'config %j is refused',
  (config) => expect(marketGuards.config.safeParse(config).success).toBe(false),
)
