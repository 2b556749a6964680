/** The hash of a graph file covers what it imports by relative path, and nothing else. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { graphFile } from '../../../app/config/graph-file.js'

const FILES: Readonly<Record<string, string>> = {
  'own.mjs': "import { z } from 'zod'\nimport a from './a.mjs'\nexport const rows = './rows'\n",
  'a.mjs': 'export * from "./deep/b.js"\nexport default await import(`./c.mjs`)\n',
  'deep/b.js': "export const url = new URL('../data.json?v=1', import.meta.url)\nexport * from '../a.mjs'\n",
  'c.mjs': 'export const c = 1\n',
  'data.json': '{"weight":"./never.mjs"}',
  'never.mjs': '// Named in data only.\n',
  'other.mjs': '// Imported by nobody.\n',
}
const folderOf = (changed: Readonly<Record<string, string>> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-graph-file-'))
  mkdirSync(join(folder, 'deep'))
  mkdirSync(join(folder, 'rows'))
  for (const [name, text] of Object.entries({ ...FILES, ...changed })) writeFileSync(join(folder, name), text)
  return folder
}
const hashOf = (changed?: Readonly<Record<string, string>>): string =>
  graphFile(join(folderOf(changed), 'own.mjs')).sha256

describe('graphFile', () => {
  test('a file alone has the hash of its bytes', () => {
    const path = join(folderOf({ 'own.mjs': 'export {}\n' }), 'own.mjs')
    expect(graphFile(path)).toEqual({
      path: 'own.mjs',
      sha256: createHash('sha256').update('export {}\n').digest('hex'),
    })
  })

  test.each(['own.mjs', 'a.mjs', 'deep/b.js', 'c.mjs', 'data.json'])('%s counts', (name) => {
    expect(hashOf({ [name]: `${FILES[name]} ` })).not.toBe(hashOf())
  })

  test.each(['never.mjs', 'other.mjs'])('%s does not', (name) => {
    expect(hashOf({ [name]: 'changed' })).toBe(hashOf())
  })

  test('neither the folder nor the name of the file counts', () => {
    const folder = folderOf()
    renameSync(join(folder, 'own.mjs'), join(folder, 'mine.mjs'))
    expect(graphFile(join(folder, 'mine.mjs'))).toEqual({ path: 'mine.mjs', sha256: hashOf() })
  })
})
