/** Each law of operators sees the operator that breaks it, names it, and lets the honest one pass. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Operator, operator, type RowSpace } from '../../../../graph/engine/define/operator.js'
import { f64, u8 } from '../../../../graph/engine/define/schema.js'
import { LawError, type LawName } from '../../../../graph/engine/testing/law-error.js'
import { seededRandom } from '../../../../graph/engine/testing/seeded-random.js'
import { testOperator } from '../../../../graph/engine/testing/test-operator.js'
import { decodeState, encodeState } from '../../../../lib/codec.js'

const ROWS: RowSpace = { rows: [{ name: 'cellar' }, { name: 'roof' }] }
const COUNT = 2
const SLICES = 40

/** Running maximum of `x` by row, its mean over rows, and an event where a row has a new maximum. */
const peak = operator({
  kind: 'peak@1',
  doc: 'running maximum',
  in: { reading: { valid: u8.row, x: f64.row, hint: f64.event } },
  out: { peak: f64.row, mean: f64.slice, record: f64.event },
  config: z.strictObject({ floor: z.number().default(0) }),
  init: ({ floor }, world, saved) => ({
    count: world.rows.length,
    peak: saved ? decodeState<Float64Array>(saved) : new Float64Array(world.rows.length).fill(floor),
  }),
  save: ({ peak }) => encodeState(peak),
  step: ({ count, peak }, _time, { reading }, output, from, to) => {
    for (let s = from; s < to; s++) {
      let events = output.at[s]!
      output.reserve(events + count)
      let sum = 0
      for (let k = 0; k < count; k++) {
        const i = s * count + k
        if (reading.valid[i] === 1 && reading.x[i]! > peak[k]!) {
          peak[k] = reading.x[i]!
          output.record[events++] = peak[k]!
        }
        output.peak[i] = peak[k]!
        sum += peak[k]!
      }
      output.mean[s] = sum / count
      output.at[s + 1] = events
    }
  },
})
type Peak = typeof peak
type Step = Peak['step']

const random = seededRandom(5)
const values = Array.from({ length: SLICES * COUNT }, () => random(0, 1000) / 8)
const input = {
  tsMs: Array.from({ length: SLICES }, (_, s) => (s + 1) * 1000),
  columns: {
    reading: {
      valid: values.map(() => random(0, 3) && 1),
      x: values,
      hint: Array.from({ length: SLICES }, (_, s) => s),
      at: Array.from({ length: SLICES + 1 }, (_, s) => s),
    },
  },
}
const check = (op: Peak, seed = 1) => testOperator(op, {}, { rows: ROWS, input, seed })

/** The honest step, then a change. */
const after =
  (change: (...args: Parameters<Step>) => void): Step =>
  (...args) => {
    peak.step(...args)
    change(...args)
  }
const bad = (change: Partial<Operator<Peak['in'], Peak['out'], Peak['config'], ReturnType<Peak['init']>>>): Peak => ({
  ...peak,
  ...change,
})
const byStep = (change: (...args: Parameters<Step>) => void): Peak => bad({ step: after(change) })
let shared = 0

const BROKEN: readonly (readonly [LawName, string, Peak])[] = [
  [
    'never-throws',
    'throws on a value',
    byStep((_s, _t, { reading }) => {
      if (reading.x.includes(values[33]!)) throw new Error('too hot')
    }),
  ],
  [
    'no-ambient',
    'reads the wall clock',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = Date.now()
    }),
  ],
  [
    'no-ambient',
    'makes a date of now',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = new Date().getTime()
    }),
  ],
  [
    'no-ambient',
    'measures time',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = performance.now()
    }),
  ],
  [
    'no-ambient',
    'draws a number',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = Math.random()
    }),
  ],
  [
    'no-ambient',
    'asks a clock and hides it',
    byStep(() => {
      try {
        Date.now()
      } catch {}
    }),
  ],
  [
    'no-ambient',
    'asks the clock in init',
    bad({ init: (c, w, saved) => ({ ...peak.init(c, w, saved), count: Math.min(w.rows.length, Date.now()) }) }),
  ],
  [
    'deterministic',
    'has randomness that nobody can see',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = randomBytes(4).readUInt32LE()
    }),
  ],
  [
    'own-state',
    'keeps state in the module',
    bad({
      init: (...args) => {
        shared = 0
        return peak.init(...args)
      },
      step: after((_s, _t, { reading }, output, from, to) => {
        for (let s = from; s < to; s++) {
          shared += reading.x[s * COUNT]!
          output.mean[s] = shared
        }
      }),
    }),
  ],
  [
    'reads-only',
    'sorts its input in place',
    byStep((_s, _t, { reading }, _o, from, to) => void reading.x.subarray(from * COUNT, to * COUNT).sort()),
  ],
  [
    'reads-only',
    'moves the time',
    byStep((_s, time, _i, _o, from) => {
      time.asOfMs[from] = 0
    }),
  ],
  [
    'writes-own-rows',
    'clears the whole column',
    bad({
      step: (state, time, i, output, from, to) => {
        output.peak.fill(0, to * COUNT)
        peak.step(state, time, i, output, from, to)
      },
    }),
  ],
  [
    'writes-own-rows',
    'repairs the slice before',
    byStep((_s, _t, _i, output, from) => {
      if (from > 0) output.mean[from - 1] = 0
    }),
  ],
  [
    'writes-all-rows',
    'leaves invalid rows out',
    bad({
      step: (state, time, i, output, from, to) => {
        const kept = output.peak.slice()
        peak.step(state, time, i, output, from, to)
        for (let n = from * COUNT; n < to * COUNT; n++) if (i.reading.valid[n] === 0) output.peak[n] = kept[n]!
      },
    }),
  ],
  [
    'writes-all-rows',
    'forgets the number of events',
    bad({
      step: (state, time, i, output, from, to) => {
        const at = output.at.slice()
        peak.step(state, time, i, output, from, to)
        output.at.set(at)
      },
    }),
  ],
  [
    'no-look-ahead',
    'peeks at the next slice',
    byStep((_s, _t, { reading }, output, _from, to) => {
      output.mean[to - 1] = reading.x[to * COUNT]!
    }),
  ],
  [
    'no-look-ahead',
    'centres its window',
    byStep((_s, _t, { reading }, output, from, to) => {
      for (let s = from; s < to; s++)
        output.mean[s] = (reading.x[s * COUNT]! + (s + 1 < to ? reading.x[(s + 1) * COUNT]! : 0)) / 2
    }),
  ],
  [
    'no-look-ahead',
    'reads the time of the next slice',
    byStep((_s, time, _i, output, _from, to) => {
      output.mean[to - 1] = time.tsMs[to]!
    }),
  ],
  [
    'cut-anywhere',
    'marks the first slice of a step',
    byStep((_s, _t, _i, output, from) => {
      output.mean[from] = -1
    }),
  ],
  [
    'cut-anywhere',
    'reads its own output of the slice before',
    byStep((_s, _t, _i, output, from, to) => {
      for (let s = from; s < to; s++) output.mean[s] = s > 0 ? output.peak[(s - 1) * COUNT]! : 0
    }),
  ],
  [
    'snapshot-anywhere',
    'saves half of its state',
    bad({ save: ({ peak: [first] }) => encodeState(Float64Array.of(first!, 0)) }),
  ],
  ['snapshot-anywhere', 'rounds what it saves', bad({ save: ({ peak: held }) => encodeState(held.map(Math.round)) })],
  [
    'canonical-state',
    'saves how often it was restored',
    bad({
      init: (config, world, saved) => {
        const [bytes, restores] = saved ? decodeState<[Uint8Array, number]>(saved) : []
        return Object.assign(peak.init(config, world, bytes), { restores: (restores ?? -1) + 1 })
      },
      save: (state) => encodeState([peak.save(state), (state as { restores?: number }).restores ?? 0]),
    }),
  ],
]

describe('laws of operators', () => {
  test('an honest operator passes, and the report shows that it worked', () => {
    const { slices, distinct } = check(peak)
    expect(slices).toBe(SLICES)
    expect(distinct['peak']).toBeGreaterThan(5)
    expect(distinct['record']).toBeGreaterThan(5)
  })

  test.each(BROKEN)('%s: an operator that %s', (law, _what, op) => {
    expect(() => check(op)).toThrow(expect.objectContaining({ name: 'LawError', law }))
  })

  test('the error names law, kind, slice, row, column and seed, and the seed reproduces it', () => {
    const op = byStep((_s, _t, { reading }, output, from, to) => {
      for (let s = from; s < to; s++) output.peak[s * COUNT + 1] = s + 1 < to ? reading.x[(s + 1) * COUNT]! : 0
    })
    const thrown = [7, 7, 8].map((seed) => {
      try {
        check(op, seed)
      } catch (error) {
        return error as LawError
      }
      throw new Error('the law was not seen to be broken')
    })
    expect(thrown[0]!.place).toMatchObject({ kind: 'peak@1', row: 'roof', column: 'peak', seed: 7 })
    expect(thrown[0]!.place.tsMs).toBe((thrown[0]!.place.slice! + 1) * 1000)
    expect(thrown[0]!.message).toMatch(
      /^law no-look-ahead broken by peak@1, slice \d+ \(tsMs \d+\), row roof, column peak: .* \(seed 7\)$/,
    )
    expect(thrown[1]!.message).toBe(thrown[0]!.message)
    expect(thrown[2]!.place.seed).toBe(8)
  })

  test('the machine has its clocks back afterwards, also after a broken law', () => {
    expect(() => check(byStep(() => void Date.now()))).toThrow()
    expect([Date.now() > 1e12, new Date().getTime() > 1e12, Math.random() < 1, performance.now() > 0]).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(new Date(0) instanceof Date).toBe(true)
  })

  test('an input of less than three slices tests nothing', () => {
    expect(() => testOperator(peak, {}, { rows: ROWS, input: { tsMs: [1, 2], columns: {} }, seed: 1 })).toThrow(
      'three slices',
    )
  })
})
