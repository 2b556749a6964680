import { expect, test } from 'vitest'
import { readDataFolder } from '../../../sources/files/folder.js'
import { printable } from '../../../sources/files/printable.js'
import { messageOf, putFile, temporaryFolder } from '../../support/candle-files.js'

test.each([
  ['text stays', 'EUR_USD 1.08 Zürich 東京 €', 'EUR_USD 1.08 Zürich 東京 €'],
  ['an escape sequence', '\u001b[31mred', '\\x1b[31mred'],
  ['NUL, tab and line ends', 'a\u0000b\tc\r\nd', 'a\\x00b\\x09c\\x0d\\x0ad'],
  ['controls of eight bits', '\u009b2J', '\\x9b2J'],
  ['text that runs from right to left', 'a\u202eb', 'a\\u202eb'],
  ['a byte order mark', '\ufefft', '\\ufefft'],
])('%s', (_, text, expected) => expect(printable(text)).toBe(expected))

test('names of files in a folder without candles', async () => {
  const folder = temporaryFolder()
  putFile(folder, '\u001b[2J', '')
  expect(await messageOf(readDataFolder([folder], { lenient: false }))).toContain('; it has \\x1b[2J')
})
