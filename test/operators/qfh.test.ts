import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { qfh } from '../../operators/qfh.js'
import { toyWorld } from '../support/toy.js'
import { referenceMetrics } from '../reference/qfh.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'

const world = toyWorld(['EUR_USD'])
/** Deterministic bits and closes: candle i is at minute i (+ shift), bit 255 on the first. */
const feed = (count: number, seed = 1, minute: (i: number) => number = (i) => i) => {
  let x = seed
  const next = () => {
    x = (Math.imul(x, 1103515245) + 12345) >>> 0
    return x / 4294967296
  }
  const bit = Array.from({ length: count }, (_, i) => (i === 0 ? 255 : next() < 0.4 ? 1 : 0))
  let price = 1.1
  const c = Array.from({ length: count }, () => (price *= 1 + (next() - 0.5) * 1e-3))
  return {
    tsMs: Array.from({ length: count }, (_, i) => (minute(i) + 1) * 60_000),
    bits: { bit },
    candle: { present: bit.map(() => 1), c },
  }
}
const run = (input: ReturnType<typeof feed>, config = {}, options: RunOptions = {}) =>
  runOperator(qfh, config, world, { tsMs: input.tsMs, columns: { bits: input.bits, candle: input.candle } }, options)
const column = (output: ReturnType<typeof run>, name: string) => output.columns[name] as Float64Array

describe('qfh', () => {
  test('causal: the first metrics belong to the 129th candle, from its own 128 bits', () => {
    const input = feed(200)
    const out = run(input)
    expect(column(out, 'coherence').findIndex((value) => !Number.isNaN(value))).toBe(128)
    for (const i of [128, 150, 199]) {
      const reference = referenceMetrics(input.bits.bit.slice(i - 127, i + 1))
      expect(column(out, 'coherence')[i]).toBeCloseTo(reference.coherence, 6)
      expect(column(out, 'rupture')[i]).toBe(reference.rupture)
      expect(column(out, 'lambdaHazard')[i]).toBe(reference.rupture)
      expect(column(out, 'stability')[i]).toBe(1 - reference.rupture)
    }
  })

  test('decisions use v2, or the pattern by switch; both are published', () => {
    const input = feed(140)
    expect(column(run(input), 'decisionCoherence')).toEqual(column(run(input), 'coherence'))
    expect(column(run(input, { coherence: 'pattern' }), 'decisionCoherence')).toEqual(
      column(run(input), 'coherencePattern'),
    )
  })

  test('sigmaEff equals a two-pass computation over the last 1,440 candles without returns across gaps', () => {
    const input = feed(3200, 7, (i) => i + (i >= 1000 ? 30 : 0) + (i >= 2500 ? 6 : 0))
    const sigma = column(run(input), 'sigmaEff')
    expect(Number.isNaN(sigma[126])).toBe(true)
    for (const i of [127, 500, 1000, 1439, 1440, 2000, 2600, 3199]) {
      const returns: number[] = []
      for (let j = Math.max(1, i - 1438); j <= i; j++) {
        if (j !== 1000 && j !== 2500) returns.push(Math.log(input.candle.c[j]! / input.candle.c[j - 1]!))
      }
      const mean = returns.reduce((a, b) => a + b, 0) / returns.length
      const expected = Math.sqrt(returns.reduce((a, b) => a + (b - mean) * (b - mean), 0) / (returns.length - 1))
      expect(sigma[i]! / expected).toBeCloseTo(1, 9)
    }
  })

  test('a gap is more than five minutes', () => {
    const input = feed(4, 1, (i) => [0, 5, 11, 12][i]!)
    expect([...(column(run(input), 'gap') as unknown as Uint8Array)]).toEqual([0, 0, 1, 0])
  })

  test('lambda is the mean rupture of the last hour; repetition includes a stamp exactly as old as the look-back', () => {
    const input = feed(400)
    const out = run(input, { echoLookbackMinutes: 30, signaturePrecision: 1 })
    const rupture = column(out, 'rupture')
    const lambda = column(out, 'lambda')
    const signature = (i: number) => ['sigC', 'sigS', 'sigE'].map((name) => column(out, name)[i]).join()
    for (const i of [128, 150, 188, 300, 399]) {
      const from = Math.max(128, i - 59)
      const hour = [...rupture.slice(from, i + 1)]
      expect(lambda[i]).toBeCloseTo(hour.reduce((a, b) => a + b, 0) / hour.length, 7)
      let count = 0
      for (let j = Math.max(128, i - 30); j <= i; j++) if (signature(j) === signature(i)) count++
      expect(column(out, 'repetition')[i]).toBe(count)
    }
    expect(signature(100)).toBe('-1,-1,-1')
    expect(column(out, 'sigS')[200]).toBe(Math.floor((1 - rupture[200]!) * 10 + 0.5))
  })

  test('extended metrics only if configured', () => {
    const input = feed(140)
    expect(Number.isNaN(column(run(input), 'tau1')[135])).toBe(true)
    const bits = input.bits.bit.slice(135 - 127, 136)
    const same = bits.filter((bit, i) => i >= 4 && bit === bits[i - 4]).length / 124
    expect(column(run(input, { extended: true }), 'tau4')[135]).toBe(same)
  })

  test('a missing candle writes NaN and changes nothing', () => {
    const input = feed(140)
    input.candle.present[135] = 0
    input.bits.bit[135] = 255
    const out = run(input)
    expect([column(out, 'coherence')[135], column(out, 'sigmaEff')[135], column(out, 'repetition')[135]]).toEqual([
      Number.NaN,
      Number.NaN,
      0,
    ])
    expect(column(out, 'coherence')[136]).not.toBeNaN()
  })

  test('property: cuts and restores change nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 90 }),
        fc.boolean(),
        (seed, frame, extended) => {
          const input = feed(260, seed, (i) => i + (i > 200 ? 40 : 0))
          expect(run(input, { extended }, { frames: [frame], restore: true })).toEqual(run(input, { extended }))
        },
      ),
      { numRuns: 30 },
    )
  })
})
