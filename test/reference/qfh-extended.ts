/** The further window metrics by their definition (docs/qfh.md), slow and obvious. */
import type { ExtendedMetrics } from '../../native-rs/index.js'

export const referenceExtended = (bits: readonly number[], rupture: number): ExtendedMetrics => {
  const n = bits.length
  const tau1 = agreement(bits, 1)
  const tau4 = agreement(bits, 4)
  const tauSlope = (tau4 - tau1) / 3
  const middle = Math.floor(n / 2)
  const wallSlope = n < 3 ? 0 : walls(bits.slice(middle)) - walls(bits.slice(0, middle))
  const over = (value: number, slope: number) => (Math.abs(slope) > 1e-6 ? value / Math.abs(slope) : 0)
  return {
    tau1,
    tau4,
    tauSlope,
    wallRatio: walls(bits),
    wallSlope,
    lowfShare: lowfShare(bits),
    reynolds: over(rupture, wallSlope),
    halfLife: over(Math.LN2, tauSlope),
    corrLength: over(1, wallSlope),
  }
}

const agreement = (bits: readonly number[], k: number): number =>
  bits.length <= k ? 1 : bits.slice(k).filter((bit, i) => bit === bits[i]).length / (bits.length - k)

const walls = (bits: readonly number[]): number =>
  bits.length < 2 ? 0 : bits.slice(1).filter((bit, i) => bit !== bits[i]).length / (bits.length - 1)

const lowfShare = (bits: readonly number[]): number => {
  const n = bits.length
  if (n < 4) return 0
  const half = Math.floor(n / 2)
  const mean = bits.reduce((a, b) => a + b, 0) / n
  const power = Array.from({ length: half }, (_, at) => {
    const turn = (2 * Math.PI * (at + 1)) / n
    const re = bits.reduce((sum, bit, t) => sum + (bit - mean) * Math.cos(turn * t), 0)
    const im = bits.reduce((sum, bit, t) => sum + (bit - mean) * Math.sin(turn * t), 0)
    return re * re + im * im
  })
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
  const total = sum(power)
  return total <= 1e-12 ? 0 : Math.min(1, sum(power.slice(0, Math.max(1, Math.floor(half / 4)))) / total)
}
