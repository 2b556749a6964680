/** Stream ids: order and neighbours, as numbers and not as text. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idAfter, idBefore, idBeforeMs, isNewer, lastIdOf, msOf, streamId } from '../../store/stream-id.js'

const id = fc.tuple(fc.integer({ min: 1, max: 2e12 }), fc.nat(20)).map(([ms, n]) => `${ms}-${n}`)

describe('stream ids', () => {
  test.each([
    ['10-0', '9-0', true],
    ['9-10', '9-9', true],
    ['9-9', '9-10', false],
    ['9-0', '9-0', false],
    ['9-5', '10-0', false],
  ])('%s after %s: %s', (one, other, expected) => expect(isNewer(one, other)).toBe(expected))

  test.each(['', '5', 'a-0', '5-', '5-x', '-5', '1-2-3'])('"%s" is no id', (text) =>
    expect(() => streamId(text)).toThrow('is <ms>-<n>'),
  )

  test('the time of an id, of a bare one too', () => {
    expect([msOf('7-3'), msOf('7'), msOf('0')]).toEqual([7, 7, 0])
  })

  test('the id after and the id before leave no room in between', () => {
    fc.assert(
      fc.property(id, (text) => {
        expect(isNewer(idAfter(text), text)).toBe(true)
        expect(isNewer(text, idBefore(text))).toBe(true)
        expect(idBefore(idAfter(text))).toBe(text)
      }),
    )
    expect(idBefore('7-0')).toBe(lastIdOf(6))
  })

  test('ids of a millisecond are between its bounds', () => {
    fc.assert(
      fc.property(id, (text) => {
        const ms = msOf(text)
        expect(isNewer(text, idBeforeMs(ms))).toBe(true)
        expect(isNewer(lastIdOf(ms), text)).toBe(true)
        expect(isNewer(`${ms + 1}-0`, lastIdOf(ms))).toBe(true)
      }),
    )
    expect(idBeforeMs(0)).toBe('0')
  })
})
