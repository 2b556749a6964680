/** docs/library.md: its code runs as it stands there, and prints what the page promises. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import { expect, test } from 'vitest'
import * as zod from 'zod'
import * as graph from '../../graph/engine/index.js'
import * as testing from '../../graph/engine/testing/index.js'
import { ROOT } from '../support/paths.js'

const page = readFileSync(join(ROOT, 'docs/library.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] as string)
const MODULES: { readonly [name: string]: object } = { zod, 'sep/graph': graph, 'sep/testing': testing }
const AsyncFunction = (async () => {}).constructor as FunctionConstructor

/** Statements only: an import becomes a look-up in `modules`. */
const runnable = (code: string): string =>
  code.replace(/^import (\{[^}]*\}) from '([^']+)'$/gm, "const $1 = modules['$2']")

test('the code of the page prints what the page shows', async () => {
  const [code, shown] = [blocks('js'), blocks('text')]
  expect([code.length, shown.length]).toEqual([3, 2])
  const lines: string[] = []
  const log = { log: (...values: readonly unknown[]) => lines.push(format(...values)) }
  const act = AsyncFunction('modules', 'console', runnable(code.join('\n')))
  await act(MODULES, log)
  expect(lines.join('\n')).toBe(shown.join('').trim())
})

test('a graph of your own takes 40 lines, and the page lists every law', () => {
  expect(
    (blocks('js')[0] as string)
      .trim()
      .split('\n')
      .filter((line) => line !== '').length,
  ).toBeLessThanOrEqual(40)
  const laws = [...page.matchAll(/^\| `([a-z-]+)` /gm)].map((match) => match[1])
  const known: { readonly [law in testing.LawName]: true } = {
    'never-throws': true,
    'no-ambient': true,
    deterministic: true,
    'own-state': true,
    'reads-only': true,
    'writes-own-rows': true,
    'writes-all-rows': true,
    'no-look-ahead': true,
    'cut-anywhere': true,
    'canonical-state': true,
    'snapshot-anywhere': true,
  }
  expect(laws).toEqual(Object.keys(known))
})
