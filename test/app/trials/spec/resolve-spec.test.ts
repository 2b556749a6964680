import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readSpec } from '../../../../app/trials/spec/read-spec.js'
import { resolveSpec } from '../../../../app/trials/spec/resolve-spec.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-resolve-'))
afterAll(() => rmSync(folder, { recursive: true }))

const resolved = (text: string, env = {}) => {
  const file = join(folder, 's.yaml')
  writeFileSync(file, `name: a\ndata: candles\n${text}`)
  return resolveSpec(readSpec(file), env)
}
const fault = (text: string, env = {}) =>
  resolved(text, env).then(
    () => 'none',
    (error: Error) => error.message.replaceAll(`${folder}/`, ''),
  )

describe('settings of a sweep', () => {
  test('a list is an axis, another value is fixed; only axes are params', async () => {
    const { spaces, params } = await resolved('grid: {look: [8, 12], direction.thrBps: 3, ALLOC_TOP_K: [2]}\n')
    expect(spaces).toEqual([
      {
        instruments: null,
        axes: [
          { name: 'look', path: 'direction.look', values: [8, 12] },
          { name: 'direction.thrBps', path: 'direction.thrBps', values: [3] },
          { name: 'ALLOC_TOP_K', path: 'allocate.topK', values: [2] },
        ],
      },
    ])
    expect(params.map(({ name }) => name)).toEqual(['look', 'ALLOC_TOP_K'])
  })

  test('overrides replace axes of the grid; instruments with the same ones share a space', async () => {
    const { spaces, params, base } = await resolved(
      'grid: {look: [8, 12]}\ninstruments:\n  USD_JPY: {look: 9, exit_cd: [0, 60]}\n  EUR_USD:\n  GBP_USD: {}\n',
    )
    expect(base['run.pairs']).toEqual(['EUR_USD', 'GBP_USD', 'USD_JPY'])
    expect(
      spaces.map(({ instruments, axes }) => [instruments, axes.map(({ name, values }) => [name, values])]),
    ).toEqual([
      [
        ['USD_JPY'],
        [
          ['look', [9]],
          ['exit_cd', [0, 60]],
        ],
      ],
      [['EUR_USD', 'GBP_USD'], [['look', [8, 12]]]],
    ])
    expect(params.map(({ name }) => name)).toEqual(['look', 'exit_cd'])
  })

  test('settings of the environment hold for every trial, as for a backtest', async () => {
    const { base, program } = await resolved('grid: {look: [8]}\n', { SEP_DEPTH: 'off', SLIPPAGE_BPS: '0.5' })
    expect(base).toEqual({ 'broker.depth': 'off', 'broker.slippageBps': 0.5 })
    expect(program.settings.broker.slippageBps).toBe(0.5)
  })

  test('folders and files are relative to the file of the sweep', async () => {
    const { data, spaces } = await resolved('grid: {SPREAD_MODEL: spreads.json}\n')
    expect(data).toEqual([join(folder, 'candles')])
    expect(spaces[0]?.axes[0]?.values).toEqual([join(folder, 'spreads.json')])
  })

  test.each([
    ['grid:\n  direction.lok: [8]\n', "s.yaml:4:3: unknown setting 'direction.lok'; did you mean direction.look?"],
    ['grid:\n  look: [8, 1]\n', 's.yaml:4:13: direction.look (AUTO_LOOK) = 1: Too small: expected number to be >=2'],
    ['grid:\n  look: []\n', 's.yaml:4:3: look: an axis needs a value'],
    ['grid:\n  look: [8]\n  AUTO_LOOK: 9\n', 's.yaml:5:3: AUTO_LOOK and look are the same setting'],
    [
      'grid:\n  shadow.slippageBps: 1\n',
      's.yaml:4:3: shadow.slippageBps is a copy of broker.slippageBps; set that one',
    ],
    ['grid:\n  run.pairs: [EUR_USD]\n', 's.yaml:4:3: run.pairs: list them under instruments'],
    [
      'grid:\n  run.spreadModel: [a, b]\n',
      's.yaml:4:3: run.spreadModel: all trials share one market; give one value in grid',
    ],
    [
      'grid:\n  broker.commission: [none, us-core]\n',
      's.yaml:4:3: broker.commission: with and without commission are two markets; make two sweeps',
    ],
    [
      'grid: {broker.commission: none}\ncosts: {commission: none}\n',
      's.yaml:4:21: grid gives broker.commission as well; keep one',
    ],
    [
      'kind: portfolio\ninstruments: {EUR_USD: {look: 8}}\n',
      's.yaml:4:14: instruments share one account in a portfolio and cannot have settings of their own',
    ],
    ['graph: ./no.mjs\n', 's.yaml:3:8: there is no such file'],
    ['graph: nothing\n', 's.yaml:3:8: sep, sma-flip or a file that ends in .mjs or .js'],
    ['from: 2024-02-01\nto: 2024-01-01\n', 's.yaml:3:7: from 2024-02-01 is not before to 2024-01-01'],
  ])('%j is %s', async (text, message) => {
    expect(await fault(text)).toBe(message)
  })

  test('a graph without a shadow runs as portfolio', async () => {
    expect((await resolved('graph: sma-flip\n')).kind).toBe('portfolio')
    expect((await resolved('')).kind).toBe('shadow')
  })
})
