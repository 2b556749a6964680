/** Signatures of windows, and how often each repeats within the look-back. */

export interface SignatureColumns {
  /** Time of each signal in milliseconds, increasing. */
  readonly stamps: Float64Array
  readonly coherence: Float64Array
  readonly rupture: Float64Array
  readonly entropy: Float64Array
}

export interface Repetitions {
  /** `c0.52_s0.90_e0.87` */
  readonly signatures: readonly string[]
  /** Number of signals with this signature within the look-back, including this one. */
  readonly counts: Uint32Array
  /** Time of the first of them. */
  readonly firstMs: Float64Array
}

/** Lists start empty at the first signal, so counts within the first look-back cover less time. */
export const repetitions = (columns: SignatureColumns, precision: number, lookbackMs: number): Repetitions => {
  const { stamps, coherence, rupture, entropy } = columns
  const format = formatShare(precision)
  const lists = new Map<string, StampList>()
  const signatures: string[] = []
  const counts = new Uint32Array(stamps.length)
  const firstMs = new Float64Array(stamps.length)
  for (let i = 0; i < stamps.length; i++) {
    const signature = `c${format(coherence[i]!)}_s${format(1 - rupture[i]!)}_e${format(entropy[i]!)}`
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
  /** Stamps before this index are too old. */
  front: number
}

/** Formats x in [0, 1] with that many decimals, halves away from zero. */
const formatShare = (precision: number): ((x: number) => string) => {
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
