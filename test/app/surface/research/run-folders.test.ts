/** Run folders by their names: their graphs, and their figures next to each other. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { topologyDiff } from '../../../../api/routes/topology-diff.js'
import { namedGraphs } from '../../../../app/surface/named-graphs.js'
import { compareNamed } from '../../../../app/surface/research/compare-named.js'
import { runFolder } from '../../../../app/surface/research/run-folder.js'
import { sepCommand } from '../../../../app/surface/research/sep-command.js'
import { systemClock } from '../../../../lib/clock.js'
import type { CandleSeries } from '../../../../model/candle-series.js'
import { writeSeries } from '../../../../sources/files/write-folder.js'
import { memoryStore } from '../../../../store/memory/store.js'
import { randomMarket } from '../../../support/random-market.js'
import { sepProcess } from '../../../support/sep-process.js'

const root = mkdtempSync(join(tmpdir(), 'sep-run-folders-'))
const RUNS = { one: ['--set', 'allocate.topK=1'], two: ['--set', 'allocate.topK=2'], flip: ['--graph', 'sma-flip'] }
beforeAll(() => {
  const data = join(root, 'data')
  writeSeries(data, randomMarket({ seed: 3, minutes: 300, names: ['EUR_USD'] })[0] as CandleSeries)
  for (const [name, flags] of Object.entries(RUNS))
    expect(sepProcess(['backtest', '--data', data, '--out', join(root, 'runs', name), ...flags]).code).toBe(0)
  const path = join(root, 'runs', 'one', 'run.json')
  const run = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  const made = (name: string, more: object) => {
    sepProcess(['backtest', '--data', data, '--out', join(root, name)])
    writeFileSync(join(root, name, 'run.json'), JSON.stringify({ ...run, ...more }))
  }
  made('older', { graphHash: 'f'.repeat(64), versions: { ...(run['versions'] as object), sep: '0.0.1' } })
  made('own', { summary: { ...(run['summary'] as object), graph: 'mine' } })
  made('lacking', { config: { run: {} } })
  writeFileSync(join(root, 'lacking', 'x'), '')
})
afterAll(() => rmSync(root, { recursive: true }))

const graphs = namedGraphs(root)

test('the graphs of two runs differ in the setting that they were given', async () => {
  const [one, two] = [await graphs('runs/one'), await graphs('runs/two')]
  const nodes = ['allocate', 'strategy', 'size', 'risk']
  expect(topologyDiff(one!, two!)).toEqual(nodes.map((node) => ({ node, what: 'config.topK', a: '1', b: '2' })))
  expect((await graphs('runs/flip'))!.name).toBe('sma-flip')
})

test.each`
  name         | why
  ${'older'}   | ${/older: another version of SEP ran it/}
  ${'own'}     | ${/own: graph mine comes from a file/}
  ${'lacking'} | ${/lacking: another version of SEP ran it/}
`('run $name is refused: $why', async ({ name, why }) => {
  await expect(graphs(name as string)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(why as RegExp) as string,
  })
})

test.each(['none', '.', '..', '../x', 'runs', 'runs/../runs/one', '/etc', '.hidden', 'runs//one', 'a/b/c/d/e'])(
  '%j names no run',
  async (name) => {
    expect(runFolder(root, name)).toBe(null)
    expect(await graphs(name)).toBe(null)
  },
)

const compare = compareNamed({
  ...{ store: memoryStore({ clock: systemClock }), sweeps: join(root, 'sweeps'), runs: root, command: sepCommand() },
})
const { signal } = new AbortController()

test('runs are compared by their folders, in a process of its own', async () => {
  const found = await compare(['runs/one', 'runs/two'], signal)
  expect(found.runs).toEqual(['runs/one', 'runs/two'])
  expect(found.config).toContainEqual({ path: 'allocate.topK', values: [1, 2] })
  expect(found.reasons).toEqual([[], []])
  expect(found.figures.length).toBeGreaterThan(5)
  expect(found.sharpe).toEqual([
    null,
    { days: expect.any(Number), difference: null, pValue: null, verdict: 'undecided' },
  ])
})

test('nothing to compare has all lists, empty', async () => {
  const { sharpe, figures, runs } = await compare([], signal)
  expect({ sharpe, figures, runs }).toEqual({ sharpe: [], figures: [], runs: [] })
})

test('a name that is nothing is no data', async () => {
  await expect(compare(['runs/one', 'none'], signal)).rejects.toMatchObject({ code: 'no-data' })
})

test('a command gets a value once, though the environment has it as a file, too', async () => {
  const file = join(root, 'url')
  writeFileSync(file, 'redis://127.0.0.1:1')
  process.env['SEP_STORE_URL_FILE'] = file
  try {
    const args = ['replay', '--day', '2024-03-05']
    await expect(sepCommand()(args, signal)).rejects.toMatchObject({
      message: expect.stringMatching(/^--account is needed/) as string,
    })
  } finally {
    delete process.env['SEP_STORE_URL_FILE']
  }
})
