import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../lib/package-root.js'
import { BENCHES } from '../benches.js'
import { readFloors } from '../floors.js'
import { benchmarksPage } from './page.js'
import { readResults, type Result } from './results.js'

const read = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8')

test('docs/benchmarks.md is what results, benches and floors give: npm run bench -- --render-page', () => {
  const page = benchmarksPage({ benches: BENCHES, floors: readFloors(), results: readResults() })
  expect(read('docs/benchmarks.md')).toBe(page)
})

test('the results are those of the benches in the table, in its order, with a value for each figure', () => {
  const results = readResults()
  expect(Object.keys(results)).toEqual(Object.keys(BENCHES).filter((name) => name in results))
  for (const [name, { figures }] of Object.entries(results)) {
    // A package that does not install has no figures.
    const measured = name === 'peers' ? Object.keys(BENCHES['peers']!.figures) : Object.keys(figures)
    const missing = Object.keys(BENCHES[name]!.figures).filter((figure) => !measured.includes(figure))
    expect({ name, missing }).toEqual({ name, missing: [] })
  }
})

test('every bound is of a figure that the page shows, and its aim asks for more than it does', () => {
  for (const [name, bounds] of Object.entries(readFloors()))
    for (const [figure, { atLeast, atMost, aim }] of Object.entries(bounds)) {
      expect(Object.keys(BENCHES[name]!.figures)).toContain(figure)
      if (aim !== undefined) expect(atLeast === undefined ? aim < atMost! : aim > atLeast).toBe(true)
    }
})

const QUIET: Result = {
  date: '2026-01-02 03:04',
  commit: '0123456789ab',
  machine: { cpu: 'CPU one', cores: 2, memoryGb: 8, system: 'Linux 6.1 x64', node: 'v20.0.0' },
  othersBusyCores: 0.02,
  figures: { rate: 1_234_567, wait: 0.123456 },
}
/** Without the spaces that align its tables. */
const pageOf = (results: { readonly [name: string]: Result }, floor = 1_000_000): string =>
  benchmarksPage({
    benches: { one: { what: 'One.', figures: { rate: 'rows', wait: 'ms' }, run: async () => ({}) } },
    floors: { one: { rate: { atLeast: floor, aim: 2_000_000 }, wait: { atMost: 1, aim: 0.5 } } },
    results,
  }).replaceAll(/ +\|/g, ' |')

test('a figure stands with command, date, machine and commit, its bound and its aim', () => {
  const page = pageOf({ one: QUIET })
  expect(page).toContain('| 1 | CPU one | 2 | 8 GB | Linux 6.1 x64 | v20.0.0 |')
  expect(page).toContain(
    '`npm run bench -- one` · 2026-01-02 03:04 UTC · machine 1 · commit 0123456789ab · others 0.02 cores',
  )
  expect(page).toContain('| rows | 1,234,567 | at least 1,000,000 | 2,000,000: missed |')
  expect(page).toContain('| ms | 0.123 | at most 1 | 0.5 |')
  expect(page).not.toContain('rovisional')
})

test('a missed bound, a busy machine and a bench that was not measured are named', () => {
  expect(pageOf({ one: QUIET }, 1_500_000)).toContain('| at least 1,500,000: **missed** |')
  expect(pageOf({ one: { ...QUIET, othersBusyCores: 1.5 } })).toContain('**Provisional.**')
  expect(pageOf({})).toContain('Not measured: `npm run bench -- one`.')
})
