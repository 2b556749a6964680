/** Who asked stands in the control stream, next to what was asked. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf } from '../../../store/bytes.js'
import type { Fields } from '../../../store/store.js'
import { decodeControlRequest, encodeControlRequest, requestedBy } from '../../../streams/control/request.js'

const readOf = (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, bytesOf(field)]))
const FLATTEN = { kind: 'flatten', pair: 'EUR_USD' } as const

test('any name comes back with the request; the sum covers it', () =>
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (by) => {
      const fields = readOf(encodeControlRequest('5-0', FLATTEN, by))
      expect(requestedBy(fields)).toBe(new TextDecoder().decode(new TextEncoder().encode(by)))
      expect(decodeControlRequest('5-0', fields)).toEqual(FLATTEN)
      expect(() => decodeControlRequest('5-0', { ...fields, by: bytesOf(`${by}x`) })).toThrow('its sum is wrong')
    }),
  ))

test('a request of an older version has no name', () => {
  const fields = readOf(encodeControlRequest('5-0', FLATTEN))
  expect(requestedBy(fields)).toBeNull()
  expect(decodeControlRequest('5-0', fields)).toEqual(FLATTEN)
})
