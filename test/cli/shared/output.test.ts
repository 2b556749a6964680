import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeBytes, writeOutput } from '../../../cli/shared/output.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-output-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a document that fails half way leaves the old file as it was, and nothing else', async () => {
  const path = join(folder, 'out.json')
  writeFileSync(path, 'old')
  const failing = function* () {
    yield 'new'
    throw new Error('half way')
  }
  await expect(writeOutput(path, failing())).rejects.toThrow('half way')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['out.json'])
  await writeOutput(path, ['n', 'ew'])
  expect(readFileSync(path, 'utf8')).toBe('new')
})

test('a folder is no file to write to', async () => {
  await expect(writeOutput(folder, ['x'])).rejects.toMatchObject({ code: 'missing-data' })
})

test('bytes are written as they are, and a full disk is one line', async () => {
  const path = join(folder, 'bytes')
  await writeBytes(path, Uint8Array.of(0, 255, 128))
  expect(Uint8Array.from(readFileSync(path))).toEqual(Uint8Array.of(0, 255, 128))
  await expect(writeBytes('/dev/full', Uint8Array.of(1))).rejects.toThrow('/dev/full: ENOSPC: cannot be written')
})

test('what is no file is written to, not replaced', async () => {
  const path = join(folder, 'device')
  symlinkSync('/dev/null', path)
  await writeOutput(path, ['x'])
  expect(lstatSync(path).isSymbolicLink()).toBe(true)
})
