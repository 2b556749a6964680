/** Signatures and how often they came back, and the mean rupture of the last hour. */
import { decodeState, encodeState } from '../../graph/codec.js'

const HOUR_MS = 3_600_000
/** Transitions of a window. */
const TRANSITIONS = 127
/** At most one candle a minute lies in any look-back of up to a day. */
const RING = 1441

interface EchoColumns {
  readonly coherence: { readonly [i: number]: number }
  readonly stability: { readonly [i: number]: number }
  readonly entropy: { readonly [i: number]: number }
  readonly rupture: { readonly [i: number]: number }
  readonly sigC: { [i: number]: number }
  readonly sigS: { [i: number]: number }
  readonly sigE: { [i: number]: number }
  readonly repetition: { [i: number]: number }
  readonly lambda: { [i: number]: number }
}

/** Per instrument a ring of stamps with signature and rupture; head and tails are counts since the start. */
export interface Echo {
  readonly lookbackMs: number
  readonly tsMs: Float64Array
  readonly signature: Float64Array
  /** Ruptures of the window, 0..127: whole numbers, so that the running sum is exact. */
  readonly ruptures: Float64Array
  readonly hourSum: Float64Array
  readonly head: Float64Array
  readonly tail: Float64Array
  readonly hourTail: Float64Array
  /** Per instrument: signature -> stamps inside the look-back. Derived from the ring, so it is not saved. */
  readonly counts: readonly Map<number, number>[]
}

export const createEcho = (count: number, lookbackMs: number, saved?: Uint8Array): Echo => {
  const state = saved
    ? decodeState<Omit<Echo, 'counts' | 'lookbackMs'>>(saved)
    : {
        tsMs: new Float64Array(count * RING),
        signature: new Float64Array(count * RING),
        ruptures: new Float64Array(count * RING),
        hourSum: new Float64Array(count),
        head: new Float64Array(count),
        tail: new Float64Array(count),
        hourTail: new Float64Array(count),
      }
  const counts = Array.from({ length: count }, () => new Map<number, number>())
  for (let k = 0; k < count; k++) {
    for (let n = state.tail[k]!; n < state.head[k]!; n++) {
      const signature = state.signature[k * RING + (n % RING)]!
      counts[k]?.set(signature, (counts[k]?.get(signature) ?? 0) + 1)
    }
  }
  return { ...state, lookbackMs, counts }
}

export const echoState = ({ counts: _derived, lookbackMs: _configured, ...state }: Echo): Uint8Array =>
  encodeState(state)

/** Writes signature, repetition and lambda of row i. Before 128 bits there is no signature; lambda is the mean over the candles with metrics in (t - 60 min, t]. */
export const pushEcho = (echo: Echo, k: number, tsMs: number, out: EchoColumns, i: number, scale: number): void => {
  const coherence = out.coherence[i]!
  const base = k * RING
  const counts = echo.counts[k]!
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
  // One exact integer for the three: stability is k/127, so at six decimals (where three factors pass 2^53) its k stands for it.
  const signature = side <= 200_000 ? (c * side + s) * side + e : (c * side + e) * (TRANSITIONS + 1) + ruptures
  const head = echo.head[k]!
  let tail = echo.tail[k]!
  // A stamp exactly as old as the look-back still counts.
  while (tail < head && (tsMs - echo.tsMs[base + (tail % RING)]! > echo.lookbackMs || head - tail >= RING)) {
    drop(counts, echo.signature[base + (tail % RING)]!)
    tail++
  }
  echo.tail[k] = tail
  let hour = echo.hourTail[k]!
  while (hour < head && (tsMs - echo.tsMs[base + (hour % RING)]! >= HOUR_MS || head - hour >= RING)) {
    echo.hourSum[k] = echo.hourSum[k]! - echo.ruptures[base + (hour % RING)]!
    hour++
  }
  echo.hourTail[k] = hour
  echo.tsMs[base + (head % RING)] = tsMs
  echo.signature[base + (head % RING)] = signature
  echo.ruptures[base + (head % RING)] = ruptures
  echo.hourSum[k] = echo.hourSum[k]! + ruptures
  echo.head[k] = head + 1
  const repetition = (counts.get(signature) ?? 0) + 1
  counts.set(signature, repetition)
  out.repetition[i] = repetition
  out.lambda[i] = echo.hourSum[k]! / (TRANSITIONS * (head + 1 - hour))
}

const drop = (counts: Map<number, number>, signature: number): void => {
  const left = (counts.get(signature) ?? 0) - 1
  if (left > 0) counts.set(signature, left)
  else counts.delete(signature)
}

/** x in [0, 1] as an integer in units of 1/scale, halves away from zero. */
const rounded = (x: number, scale: number): number => Math.floor(Math.min(1, Math.max(0, x)) * scale + 0.5)
