/**
 * The sign of SMA(fast) - SMA(slow) of closes per instrument. When it changes, the position flips to +-units at the next open.
 */
import { z } from 'zod'
import { decodeState, encodeState } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { REASON } from '../model/codes.js'
import { schemas } from '../model/columns.js'
import { u8, f64 } from '../graph/engine/define/schema.js'

interface SmaFlipState {
  readonly fast: number
  readonly slow: number
  readonly deadBand: number
  readonly units: number
  readonly count: number
  readonly closes: Float64Array
  readonly seen: Float64Array
  readonly fastSum: Float64Array
  readonly slowSum: Float64Array
  readonly sign: Int32Array
  readonly held: Uint8Array
}

const config = z
  .strictObject({
    fast: z.int().min(1).default(50).meta({ short: 'fast', description: 'candles in the fast mean' }),
    slow: z.int().min(2).default(200).meta({ short: 'slow', description: 'candles in the slow mean' }),
    deadBand: z
      .number()
      .min(0)
      .default(1e-9)
      .meta({ description: 'price difference that counts as a tie; a tie keeps the sign' }),
    units: z.int().min(1).default(1000).meta({ description: 'units held on either side' }),
  })
  .refine(({ fast, slow }) => fast <= slow, { path: ['fast'], error: 'is above slow' })

export const smaFlip = instrumentOperator({
  kind: 'sma-flip@2',
  doc: 'Sign of SMA(fast) - SMA(slow) of closes. A change of sign flips the position; the first known sign opens nothing.',
  in: { candle: { present: u8.row, c: f64.row } },
  out: schemas.order,
  config,
  init: ({ fast, slow, deadBand, units }, world, saved): SmaFlipState => {
    const count = world.instruments.length
    const fresh = {
      closes: new Float64Array(count * slow),
      seen: new Float64Array(count),
      fastSum: new Float64Array(count),
      slowSum: new Float64Array(count),
      sign: new Int32Array(count),
      held: new Uint8Array(count),
    }
    return { fast, slow, deadBand, units, count, ...(saved ? decodeState<typeof fresh>(saved) : fresh) }
  },
  save: ({ closes, seen, fastSum, slowSum, sign, held }) => encodeState({ closes, seen, fastSum, slowSum, sign, held }),
  step: (state, _time, { candle }, out, from, to) => {
    const { count, units } = state
    clear(out, from * count, to * count)
    for (let s = from; s < to; s++) {
      out.killed[s] = 0
      out.shut[s] = 0
      out.drawdownPct[s] = 0
      for (let k = 0; k < count; k++) {
        const i = s * count + k
        if (candle.present[i] === 0) continue
        const change = nextSign(state, k, candle.c[i]!)
        if (change === 0) continue
        out.closeUnits[i] = state.held[k] ? -change * units : 0
        out.closeAll[i] = state.held[k]!
        out.closeReason[i] = state.held[k] ? REASON.slope : REASON.none
        out.approvedUnits[i] = change * units
        out.increaseReason[i] = REASON.entry
        state.held[k] = 1
      }
    }
  },
  warmup: ({ slow }) => slow,
})

const clear = (
  out: { readonly [K in keyof typeof schemas.order]: { fill(value: number, from: number, to: number): unknown } },
  from: number,
  to: number,
): void => {
  for (const name of [
    'closeUnits',
    'closeAll',
    'closeReason',
    'approvedUnits',
    'increaseReason',
    'refused',
    'trimmed',
    'filledPlace',
    'blocked',
  ] as const) {
    out[name].fill(0, from, to)
  }
  for (const name of ['stopDistance', 'takeDistance', 'stopPrice', 'takePrice', 'priceBound'] as const) {
    out[name].fill(Number.NaN, from, to)
  }
}

/** Adds a close and returns the new sign if it changed from a known one, else 0. */
const nextSign = (state: SmaFlipState, k: number, close: number): number => {
  const { fast, slow, closes } = state
  const base = k * slow
  const n = state.seen[k]!
  const at = n % slow
  const leavingSlow = closes[base + at]!
  const leavingFast = n >= fast ? closes[base + ((n - fast) % slow)]! : 0
  closes[base + at] = close
  state.seen[k] = n + 1
  if (at === slow - 1) {
    // Recompute both sums once per turn of the ring, so that rounding never accumulates.
    let sum = 0
    for (let j = 0; j < slow - fast; j++) sum += closes[base + j]!
    let fastSum = 0
    for (let j = slow - fast; j < slow; j++) fastSum += closes[base + j]!
    state.fastSum[k] = fastSum
    state.slowSum[k] = sum + fastSum
  } else {
    state.fastSum[k] = state.fastSum[k]! + close - leavingFast
    state.slowSum[k] = state.slowSum[k]! + close - leavingSlow
  }
  if (n + 1 < slow) return 0
  const difference = state.fastSum[k]! / fast - state.slowSum[k]! / slow
  const sign = difference > state.deadBand ? 1 : difference < -state.deadBand ? -1 : state.sign[k]!
  const before = state.sign[k]!
  state.sign[k] = sign
  return before !== 0 && sign !== before ? sign : 0
}
