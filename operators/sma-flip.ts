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
    const { count } = state
    clear(out, from * count, to * count)
    out.killed.fill(0, from, to)
    out.shut.fill(0, from, to)
    out.drawdownPct.fill(0, from, to)
    for (let k = 0; k < count; k++) stepInstrument(state, k, candle, out, from, to)
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

type In = Parameters<typeof smaFlip.step>[2]
type Out = Parameters<typeof smaFlip.step>[3]

/** Flips the position at each change of sign. Instrument by instrument: what one of them needs of the state stays in registers. */
const stepInstrument = (
  state: SmaFlipState,
  k: number,
  { present, c }: In['candle'],
  out: Out,
  from: number,
  to: number,
): void => {
  const { fast, slow, deadBand, count, closes } = state
  const base = k * slow
  let n = state.seen[k]!
  // Places in the ring of the oldest close of the slow mean, which is overwritten, and of the fast one.
  let at = n % slow
  let fastAt = n < fast ? 0 : (n - fast) % slow
  let fastSum = state.fastSum[k]!
  let slowSum = state.slowSum[k]!
  let sign = state.sign[k]!
  for (let i = from * count + k; i < to * count; i += count) {
    if (present[i] === 0) continue
    const close = c[i]!
    const leavingSlow = closes[base + at]!
    const leavingFast = n >= fast ? closes[base + fastAt]! : 0
    closes[base + at] = close
    n++
    if (n > fast) fastAt = fastAt + 1 === slow ? 0 : fastAt + 1
    if (at === slow - 1) {
      // Recompute both sums once per turn of the ring, so that rounding never accumulates.
      const older = sumOf(closes, base, base + slow - fast)
      fastSum = sumOf(closes, base + slow - fast, base + slow)
      slowSum = older + fastSum
      at = 0
    } else {
      fastSum = fastSum + close - leavingFast
      slowSum = slowSum + close - leavingSlow
      at++
    }
    if (n < slow) continue
    const difference = fastSum / fast - slowSum / slow
    const now = difference > deadBand ? 1 : difference < -deadBand ? -1 : sign
    if (sign !== 0 && now !== sign) flip(state, out, i, k, now)
    sign = now
  }
  state.seen[k] = n
  state.fastSum[k] = fastSum
  state.slowSum[k] = slowSum
  state.sign[k] = sign
}

const sumOf = (closes: Float64Array, from: number, to: number): number => {
  let sum = 0
  for (let j = from; j < to; j++) sum += closes[j]!
  return sum
}

const flip = ({ held, units }: SmaFlipState, out: Out, i: number, k: number, sign: number): void => {
  out.closeUnits[i] = held[k] ? -sign * units : 0
  out.closeAll[i] = held[k]!
  out.closeReason[i] = held[k] ? REASON.slope : REASON.none
  out.approvedUnits[i] = sign * units
  out.increaseReason[i] = REASON.entry
  held[k] = 1
}
