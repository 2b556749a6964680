/** Candles to bits: 1 = close not lower, and range or volume not shrinking (docs/qfh.md, section 1). */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { f64, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'

const NO_BIT = 255

interface QbsaState {
  readonly count: number
  /** 1: leave out the volume test of instrument k. */
  readonly noVolume: Uint8Array
  readonly seen: Uint8Array
  readonly close: Float64Array
  readonly range: Float64Array
  readonly volume: Float64Array
}

const config = z.strictObject({
  noVolume: z.enum(['range', 'parity']).default('range').meta({
    env: 'QBSA_NO_VOLUME',
    description: 'a source without volume: range drops the volume test from the bit, parity treats every volume as 0',
  }),
})

/** Gaps in time are ignored. */
export const qbsa = instrumentOperator({
  kind: 'qbsa@1',
  doc: 'One bit per candle against the previous one: close not lower, and range or volume not shrinking. Ties count as up.',
  in: { candle: { present: u8.row, h: f64.row, l: f64.row, c: f64.row, v: f64.row } },
  out: schemas.bits,
  config,
  init: ({ noVolume }, world, saved): QbsaState => {
    const count = world.instruments.length
    const fresh = {
      seen: new Uint8Array(count),
      close: new Float64Array(count),
      range: new Float64Array(count),
      volume: new Float64Array(count),
    }
    return {
      count,
      noVolume: noVolume === 'range' ? world.noVolume : new Uint8Array(count),
      ...(saved ? decodeState<typeof fresh>(saved) : fresh),
    }
  },
  save: ({ seen, close, range, volume }) => encodeState({ seen, close, range, volume }),
  step: (state, _time, { candle }, out, from, to) => {
    const { count, noVolume, seen, close, range, volume } = state
    for (let s = from; s < to; s++) {
      for (let k = 0; k < count; k++) {
        const i = s * count + k
        if (candle.present[i] === 0) {
          out.bit[i] = NO_BIT
          continue
        }
        const c = candle.c[i]!
        const r = candle.h[i]! - candle.l[i]!
        const v = candle.v[i]!
        const expanding = r >= range[k]! || (noVolume[k] === 0 && v >= volume[k]!)
        out.bit[i] = seen[k] === 0 ? NO_BIT : c >= close[k]! && expanding ? 1 : 0
        seen[k] = 1
        close[k] = c
        range[k] = r
        volume[k] = v
      }
    }
  },
  warmup: () => 1,
})
