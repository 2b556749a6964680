/** Bounds of the market guards, resolved by instrument. */
import type { World } from '../model/world.js'

/** Bounds used unless configured. Bits without a volume test agree more often: v2 coherence runs higher, entropy lower. */
const DEFAULTS = {
  v2: { cMin: 0.5, maxEntropy: 0.92 },
  pattern: { cMin: 0.42, maxEntropy: 0.92 },
  v2NoVolume: { cMin: 0.55, maxEntropy: 0.83 },
} as const

interface GuardSettings {
  readonly coherence: 'v2' | 'pattern'
  readonly noVolume: 'range' | 'parity'
  readonly cMin: number | null
  readonly minStability: number
  readonly maxRupture: number
  readonly maxEntropy: number | null
  readonly maxHazard: number
  readonly minRepetitions: number
  readonly maxSpreadBps: number
  readonly maxSpread: { readonly [instrument: string]: number }
}

/** Arrays by instrument. */
export interface GuardBounds {
  readonly cMin: Float64Array
  readonly maxEntropy: Float64Array
  readonly maxSpreadBps: Float64Array
  readonly minStability: number
  readonly maxRupture: number
  readonly maxHazard: number
  readonly minRepetitions: number
}

export const guardBounds = (c: GuardSettings, world: World): GuardBounds => {
  const perPair = (bound: (k: number) => number) => Float64Array.from(world.instruments, (_, k) => bound(k))
  const defaults = (k: number) =>
    c.coherence === 'v2' && c.noVolume === 'range' && world.noVolume[k] === 1
      ? DEFAULTS.v2NoVolume
      : DEFAULTS[c.coherence]
  return {
    cMin: perPair((k) => c.cMin ?? defaults(k).cMin),
    maxEntropy: perPair((k) => c.maxEntropy ?? defaults(k).maxEntropy),
    maxSpreadBps: perPair((k) => c.maxSpread[world.instruments[k]!.name] ?? c.maxSpreadBps),
    minStability: c.minStability,
    maxRupture: c.maxRupture,
    maxHazard: c.maxHazard,
    minRepetitions: c.minRepetitions,
  }
}
