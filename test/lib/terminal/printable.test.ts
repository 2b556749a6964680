import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable, printableLine } from '../../../lib/terminal/printable.js'

describe('printable', () => {
  test.each<[string, string, string]>([
    ['plain text in any script', 'Zürich 東京 🙂 ±', 'Zürich 東京 🙂 ±'],
    ['newline and tab stay', 'a\n\tb', 'a\n\tb'],
    ['a colour', '\u001b[31mred', '\\u001b[31mred'],
    ['a title', '\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    ['CSI as one character', '\u009b2J', '\\u009b2J'],
    ['return to the start of the line', 'loss 900\rgain', 'loss 900\\u000dgain'],
    ['backspace and delete', 'ab\b\u007f', 'ab\\u0008\\u007f'],
    ['NUL', 'a\0b', 'a\\u0000b'],
    ['right to left', 'user\u202egpj.exe', 'user\\u202egpj.exe'],
    ['an isolate', '\u2066x\u2069', '\\u2066x\\u2069'],
    ['separators of lines', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['a mark of byte order', '\ufeffa', '\\ufeffa'],
    ['a soft hyphen', 'a\u00adb', 'a\\u00adb'],
    ['a tag', 'a\u{e0041}', 'a\\udb40\\udc41'],
    ['half a pair', 'a\ud83d', 'a\\ud83d'],
  ])('%s', (_case, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  test('a newline cannot begin another line of this program', () => {
    expect(printableLine('bad.csv\nsep: running')).toBe('bad.csv\\u000asep: running')
  })

  test('property: nothing unprintable is left, JSON keeps its value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printableLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text)
      }),
    )
  })
})
