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
  step: ({ count, noVolume, seen, close, range, volume }, _time, { candle }, { bit }, from, to) => {
    const { present, h, l, c, v } = candle
    // Instrument by instrument: what is remembered of one stays in registers.
    for (let k = 0; k < count; k++) {
      const byVolume = noVolume[k] === 0
      let first = seen[k] === 0
      let [lastClose, lastRange, lastVolume] = [close[k]!, range[k]!, volume[k]!]
      for (let i = from * count + k; i < to * count; i += count) {
        if (present[i] === 0) {
          bit[i] = NO_BIT
          continue
        }
        const nowClose = c[i]!
        const nowRange = h[i]! - l[i]!
        const nowVolume = v[i]!
        const expanding = nowRange >= lastRange || (byVolume && nowVolume >= lastVolume)
        bit[i] = first ? NO_BIT : nowClose >= lastClose && expanding ? 1 : 0
        first = false
        lastClose = nowClose
        lastRange = nowRange
        lastVolume = nowVolume
      }
      seen[k] = first ? 0 : 1
      close[k] = lastClose
      range[k] = lastRange
      volume[k] = lastVolume
    }
  },
  warmup: () => 1,
})
