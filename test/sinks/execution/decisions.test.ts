import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decisionId } from '../../../sinks/execution/decisions.js'

test('32 hexadecimal digits of the hash of what was decided where', () => {
  const text = '101-001-1234567-001|EUR_USD|1767607200000|close:210'
  const expected = createHash('sha256').update(text).digest('hex').slice(0, 32)
  expect(decisionId('101-001-1234567-001', 'EUR_USD', 1767607200000, 'close:210')).toBe(expected)
})

test('another account, instrument, slice, request or leg is another decision', () => {
  const part = fc.constantFrom('A', 'B')
  const decision = fc.tuple(
    part,
    part,
    fc.constantFrom<number | string>(1, 2, 'c1'),
    fc.constantFrom('entry', 'close:1'),
  )
  fc.assert(
    fc.property(decision, decision, (a, b) => {
      const id = ([account, inst, cause, leg]: typeof a) => decisionId(account, inst, cause, leg as 'entry')
      expect(id(a)).toMatch(/^[0-9a-f]{32}$/)
      expect(id(a) === id(b)).toBe(a.join('|') === b.join('|'))
    }),
  )
})
