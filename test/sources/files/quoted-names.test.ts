/** Texts of files are quoted without their control characters. */
import { expect, test } from 'vitest'
import { readDataFolder } from '../../../sources/files/folder.js'
import { messageOf, putFile, temporaryFolder } from '../../support/candle-files.js'

test('names of files in a folder without candles', async () => {
  const folder = temporaryFolder()
  putFile(folder, '\u001b[2J', '')
  expect(await messageOf(readDataFolder([folder], { lenient: false }))).toContain('; it has \\u001b[2J')
})
