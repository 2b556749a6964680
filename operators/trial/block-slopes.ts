/** Slopes within a block of slices, which all trials of one direction share. */
import { z } from 'zod'
import { f64 } from '../../graph/engine/define/schema.js'
import { decodeState, encodeState } from '../../lib/codec.js'
import { instrumentOperator } from '../../model/instrument-operator.js'
import { blockRangesSchema } from './block-ranges.js'

export const blockSlopesSchema = Object.freeze({ slopeLow: f64.row, slopeHigh: f64.row })

interface Slopes {
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Infinity and -Infinity without a slope. */
export const blockSlopes = instrumentOperator({
  kind: 'block-slopes@1',
  doc: 'Within blocks of slices: extremes of the slope so far.',
  in: { block: { age: blockRangesSchema.age }, dir: { slopeBps: f64.row } },
  out: blockSlopesSchema,
  config: z.strictObject({}),
  init: (_config, world, saved): Slopes => {
    const count = world.instruments.length
    return saved ? decodeState<Slopes>(saved) : { low: new Float64Array(count), high: new Float64Array(count) }
  },
  save: ({ low, high }) => encodeState({ low, high }),
  step: (memory, _time, { block, dir }, out, from, to) => {
    const count = memory.low.length
    const { slopeBps } = dir
    for (let k = 0; k < count; k++) {
      let low = memory.low[k]!
      let high = memory.high[k]!
      for (let s = from, i = from * count + k; s < to; s++, i += count) {
        if (block.age[s] === 0) {
          low = Number.POSITIVE_INFINITY
          high = Number.NEGATIVE_INFINITY
        }
        const slope = slopeBps[i]!
        if (slope < low) low = slope
        if (slope > high) high = slope
        out.slopeLow[i] = low
        out.slopeHigh[i] = high
      }
      memory.low[k] = low
      memory.high[k] = high
    }
  },
})
