/** One random generator for a whole run. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Random {
  /** In [0, 1). */
  next(): number
  chance(probability: number): boolean
  /** Both ends inclusive. */
  int(from: number, to: number): number
  between(from: number, to: number): number
  pick<T>(items: readonly T[]): T
}

export const createRandom = (seed: number): Random => {
  const generator = xoroshiro128plus(seed)
  const next = () => (generator.next() >>> 0) / 2 ** 32
  // Neighbouring seeds start alike.
  for (let i = 0; i < 16; i++) next()
  return {
    next,
    chance: (probability) => probability > 0 && next() < probability,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    between: (from, to) => from + next() * (to - from),
    pick: (items) => items[Math.floor(next() * items.length)]!,
  }
}

/** A number in [0, 1) that depends only on its arguments: decisions must survive a replay. */
export const hashed = (...parts: readonly number[]): number => {
  let h = 0x811c9dc5
  for (const part of parts) {
    h = Math.imul(h ^ (part | 0), 0x01000193)
    h = Math.imul(h ^ Math.floor(part / 4294967296), 0x01000193)
    h ^= h >>> 15
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}
