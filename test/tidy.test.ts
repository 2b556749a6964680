/** Style as checked law: layers, ambient time and randomness, unstable arithmetic, rxjs in one file, error codes in the runbook. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../model/error-codes.js'

const ROOT = join(import.meta.dirname, '..')
const FOLDERS = [
  'lib',
  'graph',
  'model',
  'native-rs',
  'operators',
  'store',
  'oanda',
  'streams',
  'sources',
  'sinks',
  'studies',
  'api',
  'app',
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

const LAYERS: { readonly [folder: string]: number } = {
  lib: 0,
  'graph/engine': 1,
  model: 2,
  'native-rs': 2,
  operators: 3,
  graph: 4,
  store: 4,
  oanda: 4,
  streams: 5,
  sources: 6,
  sinks: 6,
  studies: 7,
  api: 7,
  app: 8,
  deploy: 9,
  cli: 10,
}
const layerOf = (path: string): number =>
  path.startsWith('graph/engine/') ? 1 : (LAYERS[path.split('/')[0] as string] ?? 99)

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

  test('no ambient time or randomness outside clock and rx', () => {
    const banned = /Date\.now\(|new Date\(\)|performance\.now\(|setTimeout\(|setInterval\(|Math\.random\(/
    const wrong = files
      .filter(({ path }) => !['lib/clock.ts', 'graph/engine/run/rx.ts'].includes(path))
      .filter(({ text }) => banned.test(code(text)))
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })

  test('no arithmetic that differs between engines in graph, operators and studies', () => {
    const banned =
      /Math\.(pow|tan|atan|atan2|asin|acos|sinh|cosh|tanh|log2|log10|log1p|expm1|cbrt|hypot)\(|[^*/]\*\*[^*/]/
    const wrong = files
      .filter(({ path }) => /^(graph|model|operators|studies)\//.test(path))
      .filter(({ text }) => banned.test(code(text)))
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })

  test('rxjs is imported in one file', () => {
    expect(files.filter(({ text }) => /from 'rxjs/.test(text)).map(({ path }) => path)).toEqual([
      'graph/engine/run/rx.ts',
    ])
  })

  test('the environment is read in one file', () => {
    expect(files.filter(({ text }) => /process\.env/.test(code(text))).map(({ path }) => path)).toEqual([
      'app/config/environment.ts',
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
