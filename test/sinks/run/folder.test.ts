import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toCsv } from '../../../sinks/run/csv.js'
import { writeFolder } from '../../../sinks/run/folder.js'

const folder = () => mkdtempSync(join(tmpdir(), 'sep-run-'))

test('a run folder contains exactly its files', () => {
  const out = join(folder(), 'deep', 'out')
  writeFolder(out, { 'run.json': '{}', 'trades.csv': 'a\n' })
  expect(readdirSync(out).sort()).toEqual(['run.json', 'trades.csv'])
  writeFolder(out, { 'run.json': '{"again":1}' })
  expect(readFileSync(join(out, 'run.json'), 'utf8')).toBe('{"again":1}')
})

test('an unwritable folder gives one clear error', () => {
  const file = join(folder(), 'file')
  writeFileSync(file, '')
  expect(() => writeFolder(join(file, 'out'), { 'run.json': '{}' })).toThrow(/cannot write the run folder/)
})

test('CSV: header of column names, shortest numbers, empty NaN, text quoted where needed', () => {
  expect(
    toCsv(
      ['a', 'b', 'c'],
      [
        { a: 0.1, b: Number.NaN, c: 'x,"y"' },
        { a: -0, b: 1e21, c: 'z' },
      ],
    ),
  ).toBe('a,b,c\n0.1,,"x,""y"""\n0,1e+21,z\n')
})
