import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  analyze,
  type BitCandles,
  candleBits,
  createQfhStream,
  extendedMetrics,
  manifoldNumbers,
  windows,
} from '../../native-rs/index.js'
import { referenceMetrics } from '../reference/qfh.js'
import { referenceExtended } from '../reference/qfh-extended.js'
import { GOLDEN, ROOT } from '../support/paths.js'

const bitsOf = (text: string): Uint8Array => Uint8Array.from(text, Number)
const golden = readFileSync(join(GOLDEN, 'golden_v2.ndjson'), 'utf8')
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
  test('10,000 windows of 128 bits: coherence, similarity, V, entropy, on both sides of the jump at |V| = 2', () => {
    const near = { below: 0, above: 0 }
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
        const over = Math.abs(r.v) - 2
        if (Math.abs(over) < 0.1) near[over < 0 ? 'below' : 'above']++
      }),
      { numRuns: 10_000 },
    )
    expect(Math.min(near.below, near.above), JSON.stringify(near)).toBeGreaterThan(10)
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

  test('extended metrics of any length, including 128', () => {
    const anyLength = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.oneof(window128, anyLength), (bits) => {
        const found = extendedMetrics(Uint8Array.from(bits))
        const wanted = referenceExtended(bits, referenceMetrics(bits).rupture)
        for (const [name, value] of Object.entries(wanted))
          expect(Math.abs(found[name as keyof typeof found] - value), name).toBeLessThan(1e-9)
      }),
      { numRuns: 1_000 },
    )
  })

  test('every length from 1 to 200 of regular patterns', () => {
    for (const pattern of ['0', '1', '01', '10', '0011', '1000000'])
      for (let n = 1; n <= 200; n++) {
        const bits = [...pattern.repeat(n).slice(0, n)].map(Number)
        const a = analyze(Uint8Array.from(bits))
        const r = referenceMetrics(bits)
        expect(Math.abs(a.coherence - r.coherence), `${pattern} ${n}`).toBeLessThan(1e-6)
        expect(Math.abs(a.pathSimilarity - r.similarity), `${pattern} ${n}`).toBeLessThan(1e-6)
      }
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

  test('the number of windows in a batch changes no result', () => {
    const bits = Uint8Array.from({ length: 140 }, (_, i) => (i * i + (i >> 2)) & 1)
    for (let n = 126; n <= 140; n++) {
      const batch = windows(bits.slice(0, n))
      expect(batch.length).toBe(Math.max(0, n - 127))
      for (const [i, coherence] of batch.entries()) expect(coherence).toBe(analyze(bits.slice(i, i + 128)).coherence)
    }
  })

  test('several instruments with gaps: each row is the window of its own last 128 bits', () => {
    const bit = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 1 }) }, fc.constant(255))
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(bit, { minLength: 6 * 140, maxLength: 6 * 170 }),
        (count, raw) => {
          const rows = Math.floor(raw.length / count) * count
          const bits = Uint8Array.from(raw)
          const out = columns(rows)
          createQfhStream(count).push(bits, 0, rows, ...out)
          const own = Array.from({ length: count }, () => [] as number[])
          for (let i = 0; i < rows; i++) {
            const past = own[i % count] as number[]
            if (bits[i] !== 255) past.push(bits[i] as number)
            if (bits[i] === 255 || past.length < 128) expect(out[0][i]).toBeNaN()
            else if (i % 7 === 0) {
              const a = analyze(Uint8Array.from(past.slice(-128)))
              const row = [out[0][i], out[1][i], out[2][i], out[3][i], out[4][i], out[5][i], out[6][i]]
              expect(row).toEqual([
                a.coherence,
                a.coherencePattern,
                a.stability,
                a.rupture,
                a.entropy,
                a.flipRatio,
                a.collapse ? 1 : 0,
              ])
            }
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  test('a row without a bit is NaN and shifts no window; instruments do not mix', () => {
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

  test('extended metrics: each row is the window of its own last 128 bits, NaN before and without a bit', () => {
    const count = 3
    const rows = count * 150
    const bits = Uint8Array.from({ length: rows }, (_, i) => (i % 97 === 5 ? 255 : (i * i + (i >> 4)) & 1))
    const further = Array.from({ length: 9 }, () => new Float64Array(rows))
    const out = columns(rows)
    createQfhStream(count).push(bits, 0, rows, ...out, further)
    const plain = columns(rows)
    createQfhStream(count).push(bits, 0, rows, ...plain)
    expect(out).toEqual(plain)
    const own = Array.from({ length: count }, () => [] as number[])
    for (let i = 0; i < rows; i++) {
      const past = own[i % count] as number[]
      if (bits[i] !== 255) past.push(bits[i] as number)
      const row = further.map((column) => column[i])
      if (bits[i] === 255 || past.length < 128) expect(row).toEqual(new Array(9).fill(Number.NaN))
      else expect(row).toEqual(Object.values(extendedMetrics(Uint8Array.from(past.slice(-128)))))
    }
  })
})

const candles = (rows: number, change: Partial<BitCandles> = {}): BitCandles => {
  const column = (of: (i: number) => number) => Float64Array.from({ length: rows }, (_, i) => of(i))
  return {
    tMs: column((i) => i * 60_000),
    h: column(() => 1.2),
    l: column(() => 1.1),
    c: column(() => 1.15),
    v: column(() => 5),
    ...change,
  }
}

describe('candles to bits', () => {
  test('close not lower, and range or volume not shrinking; ties count as up', () => {
    const c = Float64Array.of(1, 2, 1, 1, 2, 3, 4)
    const h = Float64Array.of(9, 9, 9, 9, 8, 7, 8)
    const v = Float64Array.of(5, 5, 5, 5, 6, 5, 4)
    const l = new Float64Array(7)
    const given = { ...candles(7), c, h, l, v }
    expect([...candleBits(given, true)].join('')).toBe('101101')
    expect([...candleBits(given, false)].join('')).toBe('101001')
  })
  test('no bit without a previous candle', () => {
    expect(candleBits(candles(0), true).length).toBe(0)
    expect(candleBits(candles(1), true).length).toBe(0)
  })
})

const spoiled = (name: keyof BitCandles, value: number) => {
  const given = candles(5)
  given[name][3] = value
  return given
}
const restored = (change: (bytes: Uint8Array) => void) => () => {
  const stream = createQfhStream(2)
  stream.push(Uint8Array.of(1, 0, 0, 1), 0, 4, ...columns(4))
  const bytes = stream.save()
  change(bytes)
  return createQfhStream(2, bytes)
}

describe('bad input is a typed error, never a crash', () => {
  test.each<[string, () => unknown, string, string]>([
    ['a value that is not a bit', () => analyze(Uint8Array.of(0, 1, 2)), 'bad-bits', 'bit 2 is neither 0 nor 1'],
    ['no bits', () => analyze(new Uint8Array(0)), 'bad-bits', 'no bits'],
    ['a value that is not a bit, in a batch', () => windows(Uint8Array.of(7)), 'bad-bits', 'bit 0 is neither'],
    [
      'a row value that is not a bit',
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
      'a state of the wrong length',
      () => createQfhStream(2, new Uint8Array(20)),
      'bad-argument',
      'saved state has 20 bytes, 2 instruments need 40',
    ],
    ['no instrument', () => createQfhStream(0), 'bad-argument', '0 instruments: a whole number from 1 to 10000'],
    ['a negative number of instruments', () => createQfhStream(-1), 'bad-argument', '-1 instruments'],
    ['half an instrument', () => createQfhStream(1.5), 'bad-argument', '1.5 instruments'],
    [
      'more instruments than a market has',
      () => createQfhStream(2 ** 32 - 1),
      'bad-argument',
      '4294967295 instruments',
    ],
    [
      'a state that has seen more bits than it holds',
      restored((b) => b.fill(200, 16, 20)),
      'bad-argument',
      'of instrument 0',
    ],
    [
      'a state with bits that were never pushed',
      restored((b) => b.fill(1, 20, 36)),
      'bad-argument',
      'of instrument 1 is damaged',
    ],
    [
      'rows before the first',
      () => createQfhStream(1).push(new Uint8Array(3), -1, 3, ...columns(3)),
      'bad-argument',
      'rows -1',
    ],
    [
      'rows that are not a number',
      () => createQfhStream(1).push(new Uint8Array(3), Number.NaN, 3, ...columns(3)),
      'bad-argument',
      'rows NaN',
    ],
    [
      'rows past 2^32',
      () => createQfhStream(1).push(new Uint8Array(3), 0, 2 ** 32 + 3, ...columns(3)),
      'bad-argument',
      'do not fit',
    ],
    [
      'rows that end before they begin',
      () => createQfhStream(1).push(new Uint8Array(3), 2, 1, ...columns(3)),
      'bad-argument',
      'rows 2 to 1',
    ],
    [
      'one array for two columns',
      () => {
        const [a, , c, d, e, f, g] = columns(3)
        createQfhStream(1).push(new Uint8Array(3), 0, 3, a, a, c, d, e, f, g)
      },
      'bad-argument',
      'two columns share memory',
    ],
    [
      'too few columns for the further metrics',
      () => createQfhStream(1).push(new Uint8Array(3), 0, 3, ...columns(3), new Array(8).fill(new Float64Array(0))),
      'bad-argument',
      '8 columns for the 9 extended metrics',
    ],
    [
      'an extended column that is too short',
      () =>
        createQfhStream(1).push(
          new Uint8Array(3),
          0,
          3,
          ...columns(3),
          Array.from({ length: 9 }, (_, n) => new Float64Array(n === 4 ? 2 : 3)),
        ),
      'bad-argument',
      'rows 0 to 3 do not fit columns of 2 rows',
    ],
    [
      'one array for a metric and a further one',
      () => {
        const out = columns(3)
        const further = Array.from({ length: 9 }, () => new Float64Array(3))
        further[8] = out[4]
        createQfhStream(1).push(new Uint8Array(3), 0, 3, ...out, further)
      },
      'bad-argument',
      'two columns share memory',
    ],
    [
      'an array instead of a typed array',
      () => analyze([0, 1] as unknown as Uint8Array),
      'bad-argument',
      'of the wrong type',
    ],
    [
      'a typed array of the wrong type',
      () => windows(new Float64Array(200) as unknown as Uint8Array),
      'bad-argument',
      'of the wrong type',
    ],
    ['undefined', () => extendedMetrics(undefined as unknown as Uint8Array), 'bad-argument', 'of the wrong type'],
    ['no bits for the further metrics', () => extendedMetrics(new Uint8Array(0)), 'bad-bits', 'no bits'],
    [
      'a candle without a close',
      () => candleBits(spoiled('c', Number.NaN), true),
      'bad-data',
      'candle 3: close is not a finite number',
    ],
    [
      'a candle with an infinite high',
      () => candleBits(spoiled('h', Number.POSITIVE_INFINITY), true),
      'bad-data',
      'candle 3: high',
    ],
    ['a candle without a volume', () => candleBits(spoiled('v', Number.NaN), true), 'bad-data', 'candle 3: volume'],
    [
      'a candle at the time of its predecessor',
      () => manifoldNumbers(spoiled('tMs', 120_000), 'causal', true),
      'bad-data',
      'candle 3: its time is not later',
    ],
    [
      'columns of different lengths',
      () => candleBits(candles(5, { v: new Float64Array(4) }), true),
      'bad-argument',
      'candle columns of different lengths: [5, 5, 5, 5, 4]',
    ],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
  })

  test('refused rows change nothing', () => {
    const stream = createQfhStream(1)
    const before = stream.save()
    expect(() => stream.push(Uint8Array.of(1, 0, 7), 0, 3, ...columns(3))).toThrow('bit 2')
    expect(stream.save()).toEqual(before)
  })

  test('no panic can leave the kernel: every export catches it', () => {
    const text = readFileSync(join(ROOT, 'native-rs/binding/src/lib.rs'), 'utf8')
    const exports = [...text.matchAll(/#\[napi(\([^\]]*\))?\]\n(?:\s*#\[[^\n]*\n)*\s*pub fn (\w+)/g)]
    expect(exports.length).toBe((text.match(/pub fn /g) as string[]).length)
    expect(exports.filter(([, options]) => !options?.includes('catch_unwind')).map(([, , name]) => name)).toEqual([])
  })
})
