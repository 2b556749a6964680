/** Style as checked law: layers, ambient time and randomness, unstable arithmetic, rxjs in one file, error codes in the runbook. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../graph/errors.js'

const ROOT = join(import.meta.dirname, '..')
const FOLDERS = [
  'graph',
  'native-rs',
  'operators',
  'store',
  'oanda',
  'sources',
  'sinks',
  'studies',
  'api',
  'deploy',
  'cli',
]

const filesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('target') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name))
const files = FOLDERS.filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap(filesOf)
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
/** Code without comments and string contents. */
const code = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")

const GRAPHS = ['graph/sep.ts', 'graph/sma-flip.ts']
const layerOf = (path: string): number => {
  if (GRAPHS.includes(path)) return 3
  const layers: Record<string, number> = {
    graph: 0,
    'native-rs': 1,
    operators: 2,
    store: 3,
    oanda: 3,
    sources: 4,
    sinks: 4,
    studies: 5,
    api: 6,
    deploy: 7,
    cli: 8,
  }
  return layers[path.split('/')[0] as string] ?? 99
}

const importsOf = (path: string, text: string): string[] =>
  [...text.matchAll(/from '(\.[^']+)'/g)].map((match) =>
    normalize(relative(ROOT, join(ROOT, dirname(path), match[1] as string))).replace(/\.js$/, '.ts'),
  )

describe('tidy', () => {
  test('files are found', () => expect(files.length).toBeGreaterThan(30))

  test('a file imports its own or lower layers, sources and sinks not each other', () => {
    const wrong = files.flatMap(({ path, text }) =>
      importsOf(path, text)
        .filter(
          (target) =>
            layerOf(target) > layerOf(path) ||
            (path.startsWith('sources/') && target.startsWith('sinks/')) ||
            (path.startsWith('sinks/') && target.startsWith('sources/')),
        )
        .map((target) => `${path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  test('no ambient time or randomness outside clock, rx and deploy', () => {
    const banned = /Date\.now\(|new Date\(\)|performance\.now\(|setTimeout\(|setInterval\(|Math\.random\(/
    const wrong = files
      .filter(({ path }) => !path.startsWith('deploy/') && !['graph/clock.ts', 'graph/rx.ts'].includes(path))
      .filter(({ text }) => banned.test(code(text)))
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })

  test('no arithmetic that differs between engines in graph, operators and studies', () => {
    const banned =
      /Math\.(pow|tan|atan|atan2|asin|acos|sinh|cosh|tanh|log2|log10|log1p|expm1|cbrt|hypot)\(|[^*/]\*\*[^*/]/
    const wrong = files
      .filter(({ path }) => /^(graph|operators|studies)\//.test(path))
      .filter(({ text }) => banned.test(code(text)))
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })

  test('rxjs is imported in one file', () => {
    expect(files.filter(({ text }) => /from 'rxjs/.test(text)).map(({ path }) => path)).toEqual(['graph/rx.ts'])
  })

  test('the environment is read in one file', () => {
    expect(files.filter(({ text }) => /process\.env/.test(code(text))).map(({ path }) => path)).toEqual([
      'deploy/env.ts',
    ])
  })

  test('the runbook lists exactly the error codes', () => {
    const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8')
    expect([...runbook.matchAll(/^\| `([a-z-]+)`\s*\|/gm)].map((match) => match[1])).toEqual(Object.keys(ERROR_CODES))
  })

  test('no absolute paths or leftovers', () => {
    const wrong = files.filter(({ text }) => /\/work\/|\/root\/|FIXME|TODO/.test(text)).map(({ path }) => path)
    expect(wrong).toEqual([])
  })
})
