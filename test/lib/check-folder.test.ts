import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkFolder } from '../../lib/check-folder.js'

const root = mkdtempSync(join(tmpdir(), 'sep-check-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a folder that is there or can be made passes, and is left as it was', () => {
  const there = join(root, 'there')
  mkdirSync(there)
  checkFolder(there)
  checkFolder(join(there, 'not', 'yet'))
  expect(readdirSync(there)).toEqual([])
  expect(existsSync(join(there, 'not'))).toBe(false)
})

test('a file, what is below a file, and a file system that takes nothing are errors', () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  expect(() => checkFolder(file)).toThrow(`${file} is a file, not a folder`)
  expect(() => checkFolder(join(file, 'below', 'deep'))).toThrow(/ENOTDIR|is a file/)
  expect(() => checkFolder('/proc/sep')).toThrow(/ENOENT|EACCES|EPERM/)
})
