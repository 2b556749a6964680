import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineSplitter } from '../../../oanda/stream/line-splitter.js'

describe('lines', () => {
  test('come out the same however the bytes are chunked', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(20)), (texts, cuts) => {
        const lines = texts.map((text) => text.replaceAll('\n', '').trim()).filter((text) => text !== '')
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const split = lineSplitter()
        const out: string[] = []
        let from = 0
        for (const cut of [...cuts, bytes.length]) {
          out.push(...split(bytes.subarray(from, from + cut))!)
          from += cut
        }
        expect(out).toEqual(lines)
      }),
    )
  })
  test('half a line at the end is no line, and an endless one is refused', () => {
    const split = lineSplitter()
    expect(split(Buffer.from('{"a":1}\r\n\n{"b"'))).toEqual(['{"a":1}'])
    expect(split(Buffer.alloc(300_000, 0x61))).toBeNull()
  })
})
