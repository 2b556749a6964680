/** Which points of a grid are tried: each is a pure function of seed and index, so that any machine finds the same. */
import { createHash } from 'node:crypto'
import { assert } from '../../../lib/errors.js'

const WORDS_PER_HASH = 8
const TWO_32 = 2 ** 32

/** `axes` numbers in [0, 1), uniform and independent: 32 bits each of SHA-256 of seed, index and block. */
export const randomPoint = (seed: number, index: number, axes: number): readonly number[] => {
  const blocks = Array.from({ length: Math.ceil(axes / WORDS_PER_HASH) }, (_, block) =>
    createHash('sha256').update(`${seed} ${index} ${block}`).digest(),
  )
  return Array.from({ length: axes }, (_, axis) => {
    const block = blocks[Math.floor(axis / WORDS_PER_HASH)] as Buffer
    return block.readUInt32BE((axis % WORDS_PER_HASH) * 4) / TWO_32
  })
}

/**
 * Point `index` of a scrambled Halton sequence (Halton 1960; Braaten and Weller 1979): axis d is the radical inverse of index + 1 in the
 * d-th prime, its digits permuted by the seed. The plain sequence is correlated between axes of large primes. 0 stays 0, so that the
 * digits after the last change nothing.
 */
export const haltonPoint = (seed: number, index: number, axes: number): readonly number[] => {
  assert(axes <= PRIMES.length, `${axes} axes; a Halton sequence of at most ${PRIMES.length} is defined`)
  return PRIMES.slice(0, axes).map((base) => radicalInverse(index + 1, base, permutation(seed, base)))
}

export const PRIMES = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
  113, 127, 131,
]

const radicalInverse = (index: number, base: number, digits: readonly number[]): number => {
  let value = 0
  let weight = 1
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    weight /= base
    value += weight * (digits[rest % base] as number)
  }
  return value
}

/** Of 0..base-1 with 0 in its place: sorted by a hash. */
const permutation = (seed: number, base: number): readonly number[] => {
  const key = (digit: number) => createHash('sha256').update(`${seed} ${base} ${digit}`).digest('hex')
  const keys = new Map(Array.from({ length: base }, (_, digit) => [digit, key(digit)]))
  const order = (a: number, b: number) => ((keys.get(a) as string) < (keys.get(b) as string) ? -1 : 1)
  return [0, ...Array.from({ length: base - 1 }, (_, k) => k + 1).toSorted(order)]
}
