/** A fast 64-bit digest of the bits of numbers, to compare outputs slice by slice. Not cryptographic: a SHA-256 chain detects forgery. */

/** Digest of values [from, to), every NaN as 7ff8000000000000; written to `out[at]` and `out[at + 1]`. */
export const wordDigest = (
  values: Float64Array | Int32Array | Uint32Array | Uint8Array,
  from: number,
  to: number,
  out: Uint32Array,
  at: number,
): void => {
  const state = STATE
  state[0] = 0x243f6a88 ^ (to - from)
  state[1] = 0x85a308d3
  const doubles = values instanceof Float64Array
  for (let i = from; i < to; i++) {
    const value = values[i]!
    if (!doubles) mix(state, value)
    else if (value !== value) {
      mix(state, 0)
      mix(state, NAN_HIGH)
    } else {
      DOUBLE[0] = value
      mix(state, WORDS[0]!)
      mix(state, WORDS[1]!)
    }
  }
  // The last word must reach both halves.
  mix(state, 0)
  mix(state, 0)
  out[at] = state[0]!
  out[at + 1] = state[1]!
}

const NAN_HIGH = 0x7ff80000
const STATE = new Int32Array(2)
const DOUBLE = new Float64Array(1)
const WORDS = new Int32Array(DOUBLE.buffer)

/** Each half mixes into the other, so that no later word can undo a change. Multipliers of MurmurHash3 (Appleby 2011). */
const mix = (state: Int32Array, word: number): void => {
  let a = Math.imul(state[0]! ^ word, 0x85ebca6b)
  a ^= a >>> 13
  let b = Math.imul(state[1]! ^ a, 0xc2b2ae35)
  b ^= b >>> 16
  state[0] = (a + ((b << 11) | (b >>> 21))) | 0
  state[1] = b
}
