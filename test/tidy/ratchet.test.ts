import { describe, expect, test } from 'vitest'
import { better, shrunk, worse } from './ratchet.js'

describe('ratchet', () => {
  const rule = { name: 'r', law: 'Law.', measure: () => ({}) }

  test('what is new or grew is worse', () => {
    const messages = worse(rule, { a: 2, b: 3, c: 1 }, { a: 2, b: 2 })
    expect(messages.map((text) => text.slice(0, 12))).toEqual(['b: 3, was 2 ', 'c: 1, not li'])
  })

  test('what shrank or is gone is better', () => {
    const messages = better({ a: 2, b: 3 }, { a: 2, b: 4, c: 1 })
    expect(messages).toEqual([
      'b: 3, listed with 4; lower the entry with `npm run ratchet`',
      'c: listed with 1 and gone; remove the entry with `npm run ratchet`',
    ])
  })

  test('a list shrinks, and is refused where it would grow', () => {
    expect(shrunk([rule], { r: { a: 1 } }, { r: { a: 2, b: 1 } })).toEqual({ r: { a: 1 } })
    expect(shrunk([rule], { r: {} }, { r: { a: 2 } }), 'an empty list stays a list').toEqual({ r: {} })
    expect(() => shrunk([rule], { r: { a: 1 } }, { r: {} })).toThrow('the ratchet only shrinks:\na: 1, not listed')
    expect(shrunk([rule], { r: { a: 1 } }, {}), 'the first list of a new rule').toEqual({ r: { a: 1 } })
  })
})
