/** Signatures of windows, and how often each came back within the look-back. */

export interface SignatureColumns {
  /** Time of each signal in milliseconds, rising. */
  readonly stamps: Float64Array
  readonly coherence: Float64Array
  readonly rupture: Float64Array
  readonly entropy: Float64Array
}

export interface Repetitions {
  /** `c0.52_s0.90_e0.87` */
  readonly signatures: readonly string[]
  /** Signals with this signature inside the look-back, this one included. */
  readonly counts: Uint32Array
  /** The first of them. */
  readonly firstMs: Float64Array
}

/** The lists start empty with the first signal, so counts in the first look-back are of a shorter time. */
export const repetitions = (columns: SignatureColumns, precision: number, lookbackMs: number): Repetitions => {
  const { stamps, coherence, rupture, entropy } = columns
  const rounded = roundedText(precision)
  const lists = new Map<string, StampList>()
  const signatures: string[] = []
  const counts = new Uint32Array(stamps.length)
  const firstMs = new Float64Array(stamps.length)
  for (let i = 0; i < stamps.length; i++) {
    const signature = `c${rounded(coherence[i]!)}_s${rounded(1 - rupture[i]!)}_e${rounded(entropy[i]!)}`
    let list = lists.get(signature)
    if (!list) {
      list = { signature, stamps: [], front: 0 }
      lists.set(signature, list)
    }
    const ts = stamps[i]!
    while (list.front < list.stamps.length && ts - list.stamps[list.front]! > lookbackMs) list.front++
    list.stamps.push(ts)
    signatures.push(list.signature)
    counts[i] = list.stamps.length - list.front
    firstMs[i] = list.stamps[list.front]!
  }
  return { signatures, counts, firstMs }
}

interface StampList {
  readonly signature: string
  readonly stamps: number[]
  /** Stamps before it are too old. */
  front: number
}

/** x in [0, 1] with so many decimals, halves away from zero. */
const roundedText = (precision: number): ((x: number) => string) => {
  const scale = Number(`1e${precision}`)
  const texts = new Map<number, string>()
  return (x) => {
    const scaled = Math.min(1, Math.max(0, x)) * scale
    const below = Math.floor(scaled)
    const whole = scaled - below >= 0.5 ? below + 1 : below
    let text = texts.get(whole)
    if (text === undefined) {
      text = (whole / scale).toFixed(precision)
      texts.set(whole, text)
    }
    return text
  }
}
