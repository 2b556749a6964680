/** Each law of operators sees the operator that breaks it, names it, and lets the honest one pass. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { LawError, LawName } from '../../../../graph/engine/testing/law-error.js'
import { testOperator } from '../../../../graph/engine/testing/test-operator.js'
import { decodeState, encodeState } from '../../../../lib/codec.js'
import { after, bad, byStep, check, COUNT, type Peak, peak, ROWS, SLICES, values } from './peak.js'

let shared = 0

const leavesInvalidOut: Peak['step'] = (state, time, i, output, from, to) => {
  const kept = output.peak.slice()
  peak.step(state, time, i, output, from, to)
  for (let n = from * COUNT; n < to * COUNT; n++) if (i.reading.valid[n] === 0) output.peak[n] = kept[n]!
}

const BROKEN: readonly (readonly [LawName, string, Peak])[] = [
  [
    'never-throws',
    'throws on a value',
    byStep((_s, _t, { reading }) => {
      if (reading.x.includes(values[33]!)) throw new Error('too hot')
    }),
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
    'reads-only',
    'changes its configuration in init',
    bad({ init: (c, w, saved) => (Object.assign(c, { floor: 9 }), peak.init(c, w, saved)) }),
  ],
  [
    'reads-only',
    'changes its configuration in step',
    bad({
      init: (c, w, saved) => Object.assign(peak.init(c, w, saved), { c }),
      step: after((state) => void Object.assign((state as { c?: object }).c ?? {}, { floor: 9 })),
    }),
  ],
  [
    'reads-only',
    'renames a row in init',
    bad({ init: (c, w, saved) => (Object.assign(w.rows[0]!, { name: 'zz' }), peak.init(c, w, saved)) }),
  ],
  [
    'reads-only',
    'renames a row when it resumes',
    bad({
      init: (c, w, saved) => (saved && Object.assign(w.rows[0]!, { name: 'zz' }), peak.init(c, w, saved)),
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
  ['writes-all-rows', 'leaves invalid rows out', bad({ step: leavesInvalidOut })],
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
  test('rows that hold their blank need not be written', () => {
    expect(check(bad({ blank: { peak: -1 }, step: leavesInvalidOut })).slices).toBe(SLICES)
  })

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

  test('an input of less than three slices tests nothing', () => {
    expect(() => testOperator(peak, {}, { rows: ROWS, input: { tsMs: [1, 2], columns: {} }, seed: 1 })).toThrow(
      'three slices',
    )
  })
})
