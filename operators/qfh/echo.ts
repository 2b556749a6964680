/** Signatures and their repetitions, and the mean rupture of the last hour. */
import { decodeState, encodeState } from '../../lib/codec.js'
import { addOne, createTally, removeOne, type Tally } from './tally.js'
import { HOUR_MS, MINUTE_MS } from '../../lib/time-units.js'

/** Transitions in a window of 128 bits. */
const TRANSITIONS = 127
/** Stamps in the longest look-back, a day including both ends: at most one candle per minute. */
const RING = 1441

interface EchoColumns {
  readonly coherence: Float64Array
  readonly stability: Float64Array
  readonly entropy: Float64Array
  readonly rupture: Float64Array
  readonly sigC: Int32Array
  readonly sigS: Int32Array
  readonly sigE: Int32Array
  readonly repetition: Int32Array
  readonly lambda: Float64Array
}

/** Per instrument, a ring of stamps with signature and rupture; head and tails count from the start. */
interface Saved {
  readonly tsMs: Float64Array
  readonly signature: Float64Array
  /** Ruptures in the window, 0..127: whole numbers, so that the running sum is exact. */
  readonly ruptures: Float64Array
  readonly hourSum: Float64Array
  readonly head: Float64Array
  readonly tail: Float64Array
  readonly hourTail: Float64Array
}
/** Everything else is derived from the ring and not saved. */
export interface Echo {
  readonly lookbackMs: number
  /** Maximum number of stamps in a look-back. */
  readonly most: number
  readonly saved: Saved
  /** Positions of head and tails in the ring of each instrument, 0..1440. */
  readonly headAt: Int32Array
  readonly tailAt: Int32Array
  readonly hourAt: Int32Array
  /** Per instrument, the count of each signature within the look-back. */
  readonly tallies: readonly Tally[]
}

export const createEcho = (count: number, lookbackMs: number, bytes?: Uint8Array): Echo => {
  const saved: Saved = bytes
    ? decodeState<Saved>(bytes)
    : {
        tsMs: new Float64Array(count * RING),
        signature: new Float64Array(count * RING),
        ruptures: new Float64Array(count * RING),
        hourSum: new Float64Array(count),
        head: new Float64Array(count),
        tail: new Float64Array(count),
        hourTail: new Float64Array(count),
      }
  const most = Math.min(RING, Math.floor(lookbackMs / MINUTE_MS) + 1)
  const tallies = Array.from({ length: count }, () => createTally(most))
  for (let k = 0; k < count; k++) {
    for (let n = saved.tail[k]!; n < saved.head[k]!; n++) addOne(tallies[k]!, saved.signature[k * RING + (n % RING)]!)
  }
  const places = (counts: Float64Array) => Int32Array.from(counts, (n) => n % RING)
  return {
    lookbackMs,
    most,
    saved,
    headAt: places(saved.head),
    tailAt: places(saved.tail),
    hourAt: places(saved.hourTail),
    tallies,
  }
}

export const echoState = ({ saved }: Echo): Uint8Array => encodeState({ ...saved })

/**
 * Writes signature, repetition and lambda of row i. Before 128 bits there is no signature. lambda is the mean over the candles
 * with metrics in (t - 60 min, t].
 */
export const pushEcho = (echo: Echo, k: number, tsMs: number, out: EchoColumns, i: number, scale: number): void => {
  const coherence = out.coherence[i]!
  if (coherence !== coherence) {
    out.sigC[i] = -1
    out.sigS[i] = -1
    out.sigE[i] = -1
    out.repetition[i] = 0
    out.lambda[i] = Number.NaN
    return
  }
  const c = rounded(coherence, scale)
  const s = rounded(out.stability[i]!, scale)
  const e = rounded(out.entropy[i]!, scale)
  out.sigC[i] = c
  out.sigS[i] = s
  out.sigE[i] = e
  const ruptures = Math.floor(out.rupture[i]! * TRANSITIONS + 0.5)
  const side = scale + 1
  // One exact integer for all three. Stability is k/127, so at six decimals, where three factors would exceed 2^53, its k stands
  // for it.
  const signature = side <= 200_000 ? (c * side + s) * side + e : (c * side + e) * (TRANSITIONS + 1) + ruptures
  dropOld(echo, k, tsMs)
  out.lambda[i] = meanRupture(echo, k, tsMs, ruptures)
  const { saved, headAt } = echo
  const at = headAt[k]!
  saved.tsMs[k * RING + at] = tsMs
  saved.signature[k * RING + at] = signature
  saved.ruptures[k * RING + at] = ruptures
  saved.head[k] = saved.head[k]! + 1
  headAt[k] = following(at)
  out.repetition[i] = addOne(echo.tallies[k]!, signature)
}

/** Drops signatures older than the look-back; a stamp exactly that old still counts. */
const dropOld = ({ saved, tailAt, tallies, lookbackMs, most }: Echo, k: number, tsMs: number): void => {
  const base = k * RING
  const head = saved.head[k]!
  let tail = saved.tail[k]!
  let at = tailAt[k]!
  for (; tail < head && (tsMs - saved.tsMs[base + at]! > lookbackMs || head - tail >= most); tail++) {
    removeOne(tallies[k]!, saved.signature[base + at]!)
    at = following(at)
  }
  saved.tail[k] = tail
  tailAt[k] = at
}

/** Mean of the last hour, including this row. */
const meanRupture = ({ saved, hourAt }: Echo, k: number, tsMs: number, ruptures: number): number => {
  const base = k * RING
  const head = saved.head[k]!
  let tail = saved.hourTail[k]!
  let at = hourAt[k]!
  let sum = saved.hourSum[k]!
  for (; tail < head && (tsMs - saved.tsMs[base + at]! >= HOUR_MS || head - tail >= RING); tail++) {
    sum -= saved.ruptures[base + at]!
    at = following(at)
  }
  sum += ruptures
  saved.hourTail[k] = tail
  hourAt[k] = at
  saved.hourSum[k] = sum
  return sum / (TRANSITIONS * (head + 1 - tail))
}

const following = (at: number): number => (at + 1 === RING ? 0 : at + 1)

/** x in [0, 1] as an integer in units of 1/scale, halves away from zero. */
const rounded = (x: number, scale: number): number => Math.floor(Math.min(1, Math.max(0, x)) * scale + 0.5)
