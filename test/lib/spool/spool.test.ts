/** What was written to a spool comes back, however much it was, as often as it is asked for, and leaves no file. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { recordSpool } from '../../../lib/spool/record-spool.js'
import { textSpool } from '../../../lib/spool/text-spool.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-spool-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Row {
  readonly name: string
  readonly value: number
  readonly open: boolean
}
const rowAt = (n: number): Row => ({
  name: `pair ${n % 3}`,
  value: n % 11 === 0 ? Number.NaN : n * -1.25,
  open: n % 2 === 0,
})

describe('records', () => {
  test.each([0, 1, 4095, 4096, 4097, 10_000])('%i of them', (count) => {
    const spool = recordSpool<Row>(folder)
    const all = Array.from({ length: count }, (_, n) => rowAt(n))
    for (const row of all) spool.push(row)
    expect(spool.length).toBe(count)
    for (const time of [1, 2]) expect([...spool], `${time}`).toEqual(all)
    expect([...spool.where('name', 'pair 1')]).toEqual(all.filter(({ name }) => name === 'pair 1'))
    expect([...spool.where('name', 'none')]).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  test('reading between two writes', () => {
    const spool = recordSpool<Row>(folder)
    for (let n = 0; n < 9000; n++) {
      spool.push(rowAt(n))
      if (n % 2999 === 0) expect([...spool].at(-1)).toEqual(rowAt(n))
    }
  })

  test('a field of another kind is an error', () => {
    const spool = recordSpool<{ value: number | string }>(folder)
    spool.push({ value: 1 })
    expect(() => spool.push({ value: 'one' })).toThrow('value is a string, in the first record a number')
  })
})

test('text, in any pieces', () => {
  const text = fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 9 }), fc.integer({ min: 1, max: 40_000 })), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(text, (parts) => {
      const spool = textSpool(folder)
      const all = parts.map(([part, times]) => part.repeat(times))
      for (const part of all) spool.append(part)
      const read = () => Buffer.concat([...spool.pieces()].map((piece) => Buffer.from(piece))).toString()
      expect(read() === all.join('')).toBe(true)
      expect(read() === all.join('')).toBe(true)
    }),
    { numRuns: 30 },
  )
  expect(readdirSync(folder)).toEqual([])
})

test('a folder that cannot be written is replaced by that of the system', () => {
  const spool = textSpool('/dev/null/no')
  spool.append('x'.repeat(600_000))
  expect([...spool.pieces()].reduce((sum, { length }) => sum + length, 0)).toBe(600_000)
})
