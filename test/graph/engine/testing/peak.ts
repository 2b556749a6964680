/** An honest operator with rows, a slice value, events and state, its input, and ways to break it. */
import { z } from 'zod'
import { type Operator, operator, type RowSpace } from '../../../../graph/engine/define/operator.js'
import { f64, u8 } from '../../../../graph/engine/define/schema.js'
import { seededRandom } from '../../../../graph/engine/testing/seeded-random.js'
import { testOperator } from '../../../../graph/engine/testing/test-operator.js'
import { decodeState, encodeState } from '../../../../lib/codec.js'

export const ROWS: RowSpace = { rows: [{ name: 'cellar' }, { name: 'roof' }] }
export const COUNT = 2
export const SLICES = 40

/** Running maximum of `x` by row, its mean over rows, and an event where a row has a new maximum. */
export const peak = operator({
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
export type Peak = typeof peak
type Step = Peak['step']

const random = seededRandom(5)
export const values = Array.from({ length: SLICES * COUNT }, () => random(0, 1000) / 8)
export const input = {
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
export const check = (op: Peak, seed = 1) => testOperator(op, {}, { rows: structuredClone(ROWS), input, seed })

/** The honest step, then a change. */
export const after =
  (change: (...args: Parameters<Step>) => void): Step =>
  (...args) => {
    peak.step(...args)
    change(...args)
  }
export const bad = (
  change: Partial<Operator<Peak['in'], Peak['out'], Peak['config'], ReturnType<Peak['init']>>>,
): Peak => ({
  ...peak,
  ...change,
})
export const byStep = (change: (...args: Parameters<Step>) => void): Peak => bad({ step: after(change) })
