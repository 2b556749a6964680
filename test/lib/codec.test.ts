import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalBytes, decodeState, encodeState, type State } from '../../lib/codec.js'
import { canonicalJson } from '../../graph/engine/hash/hash.js'

const leaf: fc.Arbitrary<State> = fc.oneof(
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.float64Array({ maxLength: 5 }),
  fc.int32Array({ maxLength: 5 }),
  fc.uint32Array({ maxLength: 5 }),
  fc.uint8Array({ maxLength: 5 }),
)
const state: fc.Arbitrary<State> = fc.letrec<{ node: State }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('node'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node

describe('state codec', () => {
  test('text is UTF-8, whatever precedes a letter beyond ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (value) => {
        const bytes = encodeState([value, 1])
        expect(decodeState<State>(bytes)).toEqual([value, 1])
        expect(Buffer.from(bytes).includes(Buffer.from(value))).toBe(true)
      }),
    )
  })

  test('decodes what it encoded, and encodes it to the same bytes again', () => {
    fc.assert(
      fc.property(state, (value) => {
        const bytes = encodeState(value)
        const back = decodeState<State>(bytes)
        expect(back).toEqual(value)
        expect(encodeState(back)).toEqual(bytes)
      }),
    )
  })

  test('key order does not matter, Maps keep theirs', () => {
    expect(encodeState({ a: 1, b: 2 })).toEqual(encodeState({ b: 2, a: 1 }))
    const map = new Map([
      [3, 'x'],
      [1, 'y'],
    ])
    expect(decodeState<Map<number, string>>(encodeState(map))).toEqual(map)
  })

  test('a key that names the prototype is a key like any other', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as State
    expect(JSON.stringify(decodeState(encodeState(value)))).toBe(JSON.stringify(value))
  })

  test('every NaN has one form', () => {
    const odd = new Float64Array(2)
    new Uint32Array(odd.buffer).set([1, 0xfff80001, 7, 0x7ff80007])
    expect(canonicalBytes(odd)).toEqual(canonicalBytes(Float64Array.of(Number.NaN, Number.NaN)))
    expect(encodeState(odd)).toEqual(encodeState(Float64Array.of(Number.NaN, Number.NaN)))
  })

  test('bytes left over or cut off are an error', () => {
    const bytes = encodeState({ a: [1, 2] })
    expect(() => decodeState(Uint8Array.of(...bytes, 0))).toThrow('1 bytes left over')
    expect(() => decodeState(bytes.subarray(0, bytes.length - 3))).toThrow()
  })

  test('canonical JSON sorts keys and drops undefined', () => {
    expect(canonicalJson({ b: [1, Number.NaN], a: { d: undefined, c: 'x' } })).toBe('{"a":{"c":"x"},"b":[1,"NaN"]}')
  })
})
