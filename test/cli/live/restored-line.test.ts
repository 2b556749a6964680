import { expect, test } from 'vitest'
import { restoredLine } from '../../../cli/live/store/restored-line.js'

test.each([
  [[], 'F: 7 keys, of no account: the store that was backed up had no pipeline'],
  [['A'], 'F: 7 keys; kill switch ON of A: sep doctor, then sep arm turns it off'],
  [['A', 'B'], 'F: 7 keys; kill switch ON of A, B: sep doctor, then sep arm turns it off'],
])('of accounts %j', (accounts, line) => {
  expect(restoredLine({ folder: 'F', keys: 7, accounts })).toBe(line)
})
