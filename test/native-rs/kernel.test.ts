import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyze, createQfhStream, loadKernel, windows } from '../../native-rs/index.js'
import { referenceMetrics } from '../reference/qfh.js'

const bitsOf = (text: string): Uint8Array => Uint8Array.from(text, Number)
const golden = readFileSync(join(import.meta.dirname, '../golden/golden_v2.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, number | boolean | string>)

describe('golden vectors', () => {
  test('there are 200', () => expect(golden.length).toBe(200))
  test('counts and booleans exactly, V to 2e-6, the rest to 1e-6', () => {
    for (const row of golden) {
      const a = analyze(bitsOf(row['bits'] as string))
      expect({
        n: row['n'],
        events: a.events,
        null_count: a.nullCount,
        flip_count: a.flipCount,
        rupture_count: a.ruptureCount,
        runs: a.runs,
        collapse: a.collapse,
        trajectory_applied: a.trajectoryApplied,
        converged: a.converged,
      }).toEqual({
        n: (row['bits'] as string).length,
        events: row['events'],
        null_count: row['null_count'],
        flip_count: row['flip_count'],
        rupture_count: row['rupture_count'],
        runs: row['runs'],
        collapse: row['collapse'],
        trajectory_applied: row['trajectory_applied'],
        converged: row['converged'],
      })
      const close: [string, number, number][] = [
        ['coherence', a.coherence, 1e-6],
        ['stability', a.stability, 1e-6],
        ['entropy', a.entropy, 1e-6],
        ['rupture', a.rupture, 1e-6],
        ['flip_ratio', a.flipRatio, 1e-6],
        ['null_ratio', a.nullRatio, 1e-6],
        ['lambda', a.lambda, 1e-6],
        ['v', a.v, 2e-6],
        ['path_similarity', a.pathSimilarity, 1e-6],
        ['path_confidence', a.pathConfidence, 1e-6],
      ]
      for (const [name, value, tolerance] of close) {
        expect(Math.abs(value - (row[name] as number)), `${row['kind']} n=${row['n']} ${name}`).toBeLessThanOrEqual(
          tolerance,
        )
      }
    }
  })
})

/** Random bits of a given density, with the edges mixed in. */
const window128 = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 128, maxLength: 128 }),
      )
      .map(([p, xs]) => xs.map((x) => (x < p ? 1 : 0))),
  },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 128, maxLength: 128 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 127 }), fc.integer({ min: 0, max: 1 }))
      .map(([at, fill]) => Array.from({ length: 128 }, (_, i) => (i === at ? 1 - fill : fill))),
  },
)

describe('against the slow reference', () => {
  test('10,000 windows of 128 bits: coherence, similarity, V, entropy', () => {
    fc.assert(
      fc.property(window128, (bits) => {
        const a = analyze(Uint8Array.from(bits))
        const r = referenceMetrics(bits)
        expect(Math.abs(a.coherence - r.coherence)).toBeLessThan(1e-6)
        expect(Math.abs(a.pathSimilarity - r.similarity)).toBeLessThan(1e-6)
        expect(Math.abs(a.v - r.v)).toBeLessThan(2e-6)
        expect(Math.abs(a.entropy - r.entropy)).toBeLessThan(1e-6)
        expect(a.rupture).toBe(r.rupture)
        expect(a.flipRatio).toBe(r.flipRatio)
        expect(Math.abs(a.coherencePattern - r.pattern)).toBeLessThan(1e-6)
      }),
      { numRuns: 10_000 },
    )
  })

  test('any length', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 400 }), (bits) => {
        const a = analyze(Uint8Array.from(bits))
        const r = referenceMetrics(bits)
        expect(Math.abs(a.coherence - r.coherence)).toBeLessThan(1e-6)
        expect(Math.abs(a.pathConfidence - r.confidence)).toBeLessThan(1e-6)
        expect(Math.abs(a.lambda - r.lambda)).toBeLessThan(1e-6)
      }),
      { numRuns: 500 },
    )
  })

  test('all zeros, all ones, alternating', () => {
    for (const pattern of ['0', '1', '01', '10', '0011']) {
      const text = pattern.repeat(128).slice(0, 128)
      expect(
        Math.abs(analyze(bitsOf(text)).coherence - referenceMetrics([...text].map(Number)).coherence),
      ).toBeLessThan(1e-6)
    }
    expect(analyze(bitsOf('0'.repeat(128))).pathSimilarity).toBe(0)
  })
})

const columns = (rows: number) => {
  const f = () => new Float64Array(rows)
  return [f(), f(), f(), f(), f(), f(), new Uint8Array(rows)] as const
}

describe('streaming', () => {
  test('equals batch and single windows bit for bit, whatever the cut, with a save in between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 129, maxLength: 300 }),
        fc.integer({ min: 1, max: 128 }),
        (raw, cut) => {
          const bits = Uint8Array.from(raw)
          const out = columns(bits.length)
          const head = createQfhStream(1)
          head.push(bits, 0, cut, ...out)
          const tail = createQfhStream(1, head.save())
          tail.push(bits, cut, bits.length, ...out)
          const batch = windows(bits)
          expect([...out[0].slice(127)]).toEqual([...batch])
          expect(out[0].slice(0, 127).every(Number.isNaN)).toBe(true)
          expect(analyze(bits.slice(-128)).coherence).toBe(batch.at(-1))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a row without a bit is NaN and moves nothing; instruments do not mix', () => {
    const rows = 2 * 130
    const bits = Uint8Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? (i / 2) % 2 : 1))
    bits[2 * 100] = 255
    const out = columns(rows)
    createQfhStream(2).push(bits, 0, rows, ...out)
    expect(Number.isNaN(out[0][2 * 127])).toBe(true)
    expect(out[0][2 * 128]).toBeGreaterThan(0)
    expect(out[3][2 * 127 + 1]).toBe(1)
    expect(out[6][2 * 127 + 1]).toBe(1)
  })

  test('extended metrics of the current window', () => {
    const stream = createQfhStream(1)
    const out = new Float64Array(9)
    stream.extended(0, 0, out)
    expect([...out].every(Number.isNaN)).toBe(true)
    const bits = Uint8Array.from({ length: 128 }, (_, i) => (i >> 3) & 1)
    stream.push(bits, 0, 128, ...columns(128))
    const a = analyze(bits)
    stream.extended(0, a.rupture, out)
    expect([...out]).toEqual([
      a.tau1,
      a.tau4,
      a.tauSlope,
      a.wallRatio,
      a.wallSlope,
      a.lowfShare,
      a.reynolds,
      a.halfLife,
      a.corrLength,
    ])
  })
})

describe('bad input is a typed error, never a crash', () => {
  test.each<[string, () => unknown, string, string]>([
    ['a value that is no bit', () => analyze(Uint8Array.of(0, 1, 2)), 'bad-bits', 'bit 2 is neither 0 nor 1'],
    ['no bits', () => analyze(new Uint8Array(0)), 'bad-bits', 'no bits'],
    ['a value that is no bit in a batch', () => windows(Uint8Array.of(7)), 'bad-bits', 'bit 0 is neither'],
    [
      'a row value that is no bit',
      () => createQfhStream(1).push(Uint8Array.of(3), 0, 1, ...columns(1)),
      'bad-bits',
      'bit 0',
    ],
    [
      'columns that are too short',
      () => createQfhStream(1).push(new Uint8Array(3), 0, 3, ...columns(2)),
      'bad-argument',
      'rows 0 to 3 do not fit columns of 2 rows',
    ],
    [
      'a start inside a slice',
      () => createQfhStream(2).push(new Uint8Array(4), 1, 3, ...columns(4)),
      'bad-argument',
      'do not fit',
    ],
    [
      'a state of other length',
      () => createQfhStream(2, new Uint8Array(20)),
      'bad-argument',
      'saved state has 20 bytes, 2 instruments need 40',
    ],
    [
      'an instrument that is not there',
      () => createQfhStream(1).extended(1, 0, new Float64Array(9)),
      'bad-argument',
      'instrument 1 of 1',
    ],
    ['a library that is not there', () => loadKernel('/no/such.node'), 'missing-native', 'npm run build:native'],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
  })
})
