/** `--graph FILE` with a file at fault: one line and an exit code, as processes of the built `dist/`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../../support/paths.js'
import { sepProcess } from '../../support/sep-process.js'

const FLIP = join(ROOT, 'test', 'support', 'graphs', 'own-flip.mjs')
const folder = mkdtempSync(join(tmpdir(), 'sep-faulty-graph-'))
const project = join(folder, 'project')
const data = join(folder, 'data')
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  // A project of the user's with both packages installed.
  mkdirSync(join(project, 'node_modules'), { recursive: true })
  symlinkSync(ROOT, join(project, 'node_modules', 'sep'))
  symlinkSync(join(ROOT, 'node_modules', 'zod'), join(project, 'node_modules', 'zod'))
  const { code, err } = sepProcess(['data', 'synth', '--out', data, '--days', '2', '--pairs', 'EUR_USD'])
  if (code !== 0) throw new Error(err)
})

const written = (path: string, text: string): string => {
  writeFileSync(path, text)
  return path
}
const module = (name: string, text: string): string => written(join(project, name), text)
const ZOD = "import { z } from 'zod'\n"
/** own-flip.mjs as one file, with another operator. */
const flip = (operator: string, more = ''): string =>
  readFileSync(FLIP, 'utf8')
    .replace("import { NAME } from './own-name.mjs'", `const NAME = 'own-flip'\n${more}`)
    .replace("g.node('flip', smaFlip,", `g.node('flip', { ...smaFlip, ${operator} },`)

describe('at load, exit code 2', () => {
  test.each([
    ['a folder', () => mkdirSync(join(project, 'folder.mjs'), { recursive: true }) as string, 'is not a file'],
    [
      'a package that is not installed',
      () => written(join(folder, 'outside.mjs'), "import 'sep/graph'"),
      'the file must be below a folder whose node_modules has sep and zod',
    ],
    [
      'an await without end',
      () => module('waits.mjs', 'await new Promise(() => {})'),
      'its top-level await never ends',
    ],
    [
      'something like a graph',
      () =>
        module(
          'garbage.mjs',
          `${ZOD}export const graph = () => ({ name: 'x', nodes: [null], sinks: [] })\nexport const config = z.object({})`,
        ),
      'graph(config) returned no graph of defineGraph',
    ],
    [
      'a refinement that throws',
      () =>
        module(
          'thrower.mjs',
          `${ZOD}export const graph = (c) => c\n` +
            'export const config = z.object({ a: z.int().default(1) }).refine(() => { throw new TypeError("oh") })',
        ),
      'thrower.mjs: config: the schema threw: oh',
    ],
  ])('%s', (_, path, text) => {
    const { code, out, err } = sepProcess(['graph', '--graph', path()])
    expect([code, out, err.split('\n').length]).toEqual([2, '', 2])
    expect(err).toContain(text)
  })
})

describe('while it runs, exit code 1', () => {
  test.each([
    ['init', "init: () => { throw new Error('no\\nway') }", 'no'],
    ['step', 'step: (state) => state.missing.length', "Cannot read properties of undefined (reading 'length')"],
    ['step', "step: () => { throw 'text' }", 'text'],
  ])('%s throws: %s', (call, operator, reason) => {
    const path = module('broken.mjs', flip(operator))
    const { code, err } = sepProcess(['backtest', '--data', data, '--graph', path])
    const last = err.split('\n').slice(-2).join('\n')
    expect([code, last]).toEqual([
      1,
      expect.stringContaining(`sep: --graph ${path}: node flip: ${call} threw: ${reason}`),
    ])
    expect(err).not.toContain('this is a bug')
    if (reason !== 'text') expect(last).toMatch(/\(\S*broken\.mjs:\d+\)\n$/)
  })
})

test('timers of the file do not keep the process alive, and all output arrives', () => {
  const path = module('timer.mjs', flip('', 'setInterval(() => {}, 1000)'))
  const { code, out } = sepProcess(['graph', '--graph', path, '--json'])
  expect([code, JSON.parse(out)]).toMatchObject([0, { name: 'own-flip' }])
})
