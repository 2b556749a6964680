/** The list of planted bugs fits the source; `npm run mutate` plants them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/paths.js'
import { MUTANTS } from './list.js'

test('at least 60 bugs, each with a name of its own', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(60)
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
})

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s', (_name, { file, find, replace, tests }) => {
  const parts = readFileSync(join(ROOT, file), 'utf8').split(find)
  expect(parts.length, `${file} has the text once`).toBe(2)
  expect(replace).not.toBe(find)
  expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})
