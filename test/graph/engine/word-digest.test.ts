/** The short digest: a function of the bits alone, and no near miss collides. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordDigest } from '../../../graph/engine/hash/word-digest.js'

const digest = (values: Float64Array | Int32Array | Uint8Array, from = 0, to = values.length): string => {
  const out = new Uint32Array(2)
  wordDigest(values, from, to, out, 0)
  return out.join()
}

describe('word digest', () => {
  test('any NaN is the same, -0 is not 0, length counts', () => {
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000123n]).buffer)
    expect(digest(odd)).toBe(digest(Float64Array.of(Number.NaN)))
    expect(digest(Float64Array.of(-0))).not.toBe(digest(Float64Array.of(0)))
    expect(digest(new Uint8Array(1))).not.toBe(digest(new Uint8Array(2)))
    expect(digest(new Uint8Array(0))).not.toBe(digest(new Uint8Array(1)))
  })

  test('a part of an array has the digest of its copy', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 4, maxLength: 30 }), fc.nat(3), (values, from) => {
        const array = Float64Array.from(values)
        expect(digest(array, from, array.length)).toBe(digest(array.slice(from)))
      }),
    )
  })

  test('one and two turned bits, signs and swaps among 300,000 columns: no collision', () => {
    const base = Float64Array.from({ length: 8 }, (_, k) => 1.1 + k / 7)
    const seen = new Set<string>()
    const words = new Uint32Array(base.buffer)
    const bits = new Int32Array(base.buffer)
    const turn = (bit: number) => {
      words[bit >> 5] = (words[bit >> 5] as number) ^ (1 << (bit & 31))
    }
    let made = 0
    for (let one = 0; one < 512; one++) {
      turn(one)
      for (let two = one; two < 512; two++) {
        // Turned twice by the same bit is one bit turned.
        if (two !== one) turn(two)
        // As whole numbers: of doubles some would be NaN, and those are all the same.
        seen.add(digest(bits))
        made++
        if (two !== one) turn(two)
      }
      turn(one)
    }
    for (let i = 0; i < 8; i++) {
      for (let j = i + 1; j < 8; j++) {
        const swapped = base.slice()
        ;[swapped[i], swapped[j]] = [base[j] as number, base[i] as number]
        seen.add(digest(swapped))
        made++
      }
    }
    for (let n = 0; n < 200_000; n++, made++) seen.add(digest(Int32Array.of(n, -n, n & 3, 0)))
    expect(seen.size).toBe(made)
  })
})
