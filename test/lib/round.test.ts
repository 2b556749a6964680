import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grouped, roundFields } from '../../lib/round.js'
import { roundTo } from '../../lib/round.js'

test('what floats leave behind goes, what is no number stays, the input is not changed', () => {
  const record = Object.freeze({ net: 0.1 + 0.2, bps: null as number | null, lost: Number.NaN, place: 'gated', n: 7 })
  expect(JSON.stringify(roundFields(record, { net: 4, bps: 4, lost: 4, n: 2 }))).toBe(
    '{"net":0.3,"bps":null,"lost":null,"place":"gated","n":7}',
  )
  expect(record.net).toBe(0.30000000000000004)
})

test('a small loss is 0, not -0', () => {
  expect(Object.is(roundTo(-0.00001, 4), 0)).toBe(true)
})

test('never further off than half of the last decimal, and the same when it is rounded again', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 6 }), (value, decimals) => {
      const shown = roundTo(value, decimals)
      expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-6)
      expect(roundTo(shown, decimals)).toBe(shown)
    }),
  )
})

test.each`
  value         | text
  ${159814}     | ${'159,814'}
  ${-1234567}   | ${'-1,234,567'}
  ${999}        | ${'999'}
  ${1000.5}     | ${'1,000.5'}
  ${Number.NaN} | ${'unknown'}
`('$value is shown as $text', ({ value, text }) => expect(grouped(value)).toBe(text))
