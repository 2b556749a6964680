/** `--graph FILE`: a user's graph in the commands, as processes of the built `dist/`, whose library the file imports. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CalibratedBound } from '../../../studies/calibrate.js'
import { graphFile } from '../../../app/config/graph-file.js'
import { ROOT } from '../../support/paths.js'
import { sepProcess } from '../../support/sep-process.js'

const graphs = join(ROOT, 'test', 'support', 'graphs')
const [FLIP, MARKET, GUARDED] = ['flip', 'market', 'guarded'].map((name) => join(graphs, `own-${name}.mjs`)) as [
  string,
  string,
  string,
]
const folder = mkdtempSync(join(tmpdir(), 'sep-own-graph-'))
const data = join(folder, 'data')
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  // Modules in the folder import zod, as they would from a project of the user's.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const { code, err } = sepProcess(['data', 'synth', '--out', data, '--days', '3', '--pairs', 'EUR_USD,USD_JPY'])
  if (code !== 0) throw new Error(err)
})

const json = (...args: readonly string[]) => {
  const { code, out, err } = sepProcess([...args, '--json'])
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as Record<string, unknown>
}
const module = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('sep backtest --graph FILE', () => {
  test('the run folder holds the settings of the file, its hash, its trades; --verify and the topology agree', () => {
    const out = join(folder, 'flip')
    const args = ['--data', data, '--graph', FLIP, '--set', 'label=loud', '--set', 'broker.capital=5000']
    const summary = json('backtest', ...args, '--out', out, '--verify')
    expect(summary).toMatchObject({ graph: 'own-flip', instruments: ['EUR_USD', 'USD_JPY'], shadowMinusReal: null })
    expect(summary['trades']).toBeGreaterThan(5)
    const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as Record<string, never>
    expect(run).toMatchObject({
      graphFile: graphFile(FLIP),
      config: { label: 'loud', broker: { capital: 5000 }, run: { pairs: null } },
      binding: { broker: 'paper-broker@2' },
      capital: 5000,
    })
    expect(json('backtest', ...args, '--verify')).toMatchObject({
      outputHash: summary['outputHash'],
      allHash: summary['allHash'],
    })
    const topology = json('graph', '--graph', FLIP, '--set', 'label=loud', '--pairs', 'EUR_USD,USD_JPY')
    expect(topology['name']).toBe('own-flip')
  })

  test('settings come from a YAML file, then the environment, and change the graph hash only if the graph uses them', () => {
    const config = module('own.yaml', 'label: yaml\nflip:\n  fast: 7\n')
    const hash = (args: readonly string[], env = {}) =>
      (JSON.parse(sepProcess(['graph', '--graph', FLIP, '--json', ...args], env).out) as { hash: string }).hash
    expect(hash(['--config', config])).toBe(hash(['--set', 'flip.fast=7']))
    expect(hash([], { OWN_LABEL: 'other' })).toBe(hash([]))
    expect(hash([])).not.toBe(hash(['--set', 'flip.fast=7']))
  })

  test('text and report have no places, shadow or funnel of a graph that lacks them, but a statement on the edge', () => {
    const folderOfRun = join(folder, 'flip-text')
    const { code, out, err } = sepProcess(['backtest', '--data', data, '--graph', FLIP, '--out', folderOfRun])
    expect(code).toBe(0)
    expect(err).toMatch(/^sep: graph own-flip lacks qfh, guards, .*performance: left out of the text and the report\n$/)
    expect(out).toMatch(/o edge shown: |more than chance/)
    expect(out).toMatch(/\d+ trades closed, \d+ open, \d+ orders/)
    const report = readFileSync(join(folderOfRun, 'report.html'), 'utf8')
    for (const text of [out, report]) expect(text).not.toMatch(/filled|gated|[Ss]hadow|funnel/)
  })

  test('a graph that only measures has no orders and no account', () => {
    const out = join(folder, 'market')
    const summary = json('backtest', '--data', data, '--graph', MARKET, '--out', out)
    expect(summary).toMatchObject({ graph: 'own-market', trades: 0, orders: 0, net: 0, nav: 100_000, statements: [] })
    expect(readFileSync(join(out, 'orders.ndjson'), 'utf8')).toBe('')
  })

  test("SEP's nodes in a graph of another name trade as SEP does, with its report", () => {
    const [own, sep] = [['--graph', GUARDED], []].map((graph) => json('backtest', '--data', data, ...graph))
    const same = ['trades', 'orders', 'net', 'nav', 'drawdownPct', 'shadowTrades', 'figures', 'exposure'] as const
    expect(same.map((name) => own?.[name])).toEqual(same.map((name) => sep?.[name]))
    expect(own?.['trades']).toBeGreaterThan(0)
    expect(own?.['shadowMinusReal']).toBeNull()
  })
})

describe('sep calibrate --graph FILE', () => {
  test("takes the bounds of the file's own guards", () => {
    const bound = (set: string) => {
      const found = json('calibrate', '--data', data, '--graph', GUARDED, '--set', set)
      const pairs = found['pairs'] as readonly { readonly bounds: readonly CalibratedBound[] }[]
      return pairs[0]?.bounds.find(({ setting }) => setting === 'guards.minStability')?.bound
    }
    expect([bound('guards.minStability=0.25'), bound('guards.minStability=0.5')]).toEqual([0.25, 0.5])
  })

  test('refuses a graph without them', () => {
    expect(sepProcess(['calibrate', '--data', data, '--graph', FLIP])).toMatchObject({
      code: 2,
      err: "sep: calibrate needs SEP's nodes qfh, direction, guards; graph own-flip lacks qfh, direction, guards\n",
    })
  })
})

describe('a file that is refused is one line, exit code 2', () => {
  const zod = "import { z } from 'zod'\n"
  test.each([
    ['no file', () => join(folder, 'missing.mjs'), 'there is no such file'],
    ['another ending', () => module('own.txt', ''), 'sep, sma-flip or a file that ends in .mjs or .js'],
    ['a syntax error', () => module('syntax.mjs', 'export const = 1'), 'cannot be loaded: '],
    ['no graph', () => module('no-graph.mjs', 'export const config = 1'), 'exports no function graph(config)'],
    ['no config', () => module('no-config.mjs', 'export const graph = () => {}'), 'exports no config, the zod object'],
    [
      'a config that is no object',
      () => module('text.mjs', `${zod}export const graph = () => {}\nexport const config = z.string()`),
      'config is not a zod object',
    ],
    [
      'a section of sep',
      () =>
        module('run.mjs', `${zod}export const graph = () => {}\nexport const config = z.object({ run: z.object({}) })`),
      'config.run: run and broker are settings of sep itself',
    ],
    [
      'no graph made',
      () => module('none.mjs', `${zod}export const graph = () => 1\nexport const config = z.object({})`),
      'graph(config) returned no graph of defineGraph',
    ],
    [
      'a graph that throws',
      () => module('throws.mjs', `${zod}export const graph = (c) => c.a.b\nexport const config = z.object({})`),
      "graph(config): Cannot read properties of undefined (reading 'b')",
    ],
    [
      'settings that do not fit together',
      () =>
        module(
          'refined.mjs',
          `${zod}export const graph = (c) => c\n` +
            'export const config = z.object({ a: z.int().default(1) }).refine(() => false, { path: ["a"], error: "never" })',
        ),
      'refined.mjs: a: never',
    ],
  ])('%s', (_, path, text) => {
    const { code, out, err } = sepProcess(['graph', '--graph', path()])
    expect([code, out, err.split('\n').length]).toEqual([2, '', 2])
    expect(err).toContain(text)
  })

  test('settings in wrapped sections; a setting without a value names file and setting', () => {
    const path = module(
      'nested.mjs',
      `import { z } from 'zod'\nconst leaves = z.object({ alpha: z.number().default(1), n: z.int().default(2) })\n` +
        'export const config = z.object({ mean: leaves.prefault({ n: 3 }), a: z.int() })\n' +
        'export const graph = (c) => { throw new Error(JSON.stringify(c)) }',
    )
    const run = (...args: readonly string[]) => sepProcess(['graph', '--graph', path, ...args]).err
    expect(run('--set', 'mean.alpha=7', '--set', 'a=1')).toContain('{"mean":{"alpha":7,"n":3},"a":1}')
    expect(run()).toMatch(/^sep: nested\.mjs: a: .* \(it is not set\)\n$/)
  })

  test.each([
    [['--set', 'label=x'], '--set: label (OWN_LABEL) = "x"'],
    [['--set', 'flip.none=1'], "--set: unknown setting 'flip.none'"],
    [['--set', 'risk.maxDrawdownPct=1'], "--set: unknown setting 'risk.maxDrawdownPct'"],
    [['--profile', 'demo'], "--profile demo: for sep's own graphs only"],
  ])('%j', (args, text) => {
    const { code, err } = sepProcess(['graph', '--graph', FLIP, ...args])
    expect([code, err.split('\n').length]).toEqual([2, 2])
    expect(err).toContain(text)
  })
})

describe('sep live --graph FILE', () => {
  const account = ['--env', 'paper', '--account', '101-001-1000001-001', '--rest-url', 'http://127.0.0.1:1']
  /** Nobody listens there: what passes the checks ends with the store. */
  const store = ['--store', 'redis://127.0.0.1:1']
  const live = (...args: readonly string[]) => {
    const token = module('token', 'a-token-of-a-file\n')
    chmodSync(token, 0o600)
    return sepProcess(['live', ...account, '--token-file', token, ...store, ...args])
  }

  test.each([
    [[FLIP], "graph own-flip cannot trade live: its node risk is not SEP's riskGuards", 2],
    [[MARKET], 'graph own-market cannot trade live: it has no broker', 2],
    [['sma-flip'], "graph sma-flip cannot trade live: its node risk is not SEP's riskGuards", 2],
    [[GUARDED, '--set', 'orders.stopLoss=false'], 'AUTO_SL=0: only a replay may run without stops', 2],
    [[GUARDED, '--nodes', 'gates..allocate'], "--nodes: only sep's own graph runs in parts, not own-guarded.mjs", 2],
  ])('%j is refused before anything is opened', (args, text, exit) => {
    const { code, err } = live('--graph', ...args)
    expect([err, code]).toEqual([`sep: ${text}\n`, exit])
  })

  const guardedWith = (name: string, changes: readonly (readonly [string, string])[]): string =>
    module(
      name,
      [
        // A file outside the package does not find it by its name.
        ["'sep/graph'", `'${join(ROOT, 'dist/graph/engine/index.js')}'`] as const,
        ["'sep/operators'", `'${join(ROOT, 'dist/operators/index.js')}'`] as const,
        ...changes,
      ].reduce((text, [from, to]) => text.replace(from, to), readFileSync(GUARDED, 'utf8')),
    )
  /** The guarded graph with an operator of its own, which writes zeros, where SEP has a source. */
  const forged = (id: string): string =>
    guardedWith(`forged-${id}.mjs`, [
      ['marketGuards,', 'instrumentOperator, marketGuards,'],
      [
        `g.source('${id}', schemas.${id})`,
        `g.node('${id}', instrumentOperator({ kind: 'zeros@1', doc: '', config: z.object({}), in: { candle: schemas.candle }, ` +
          `out: schemas.${id}, init: () => ({}), step: () => {} }), {}, { candle })`,
      ],
    ])
  const broker = () =>
    guardedWith('forged-broker.mjs', [
      ['brokerSlot,', 'paperBroker,'],
      ['g.slot(brokerSlot, ', "g.node('broker', paperBroker, {}, "],
    ])

  test.each([
    ['control', () => forged('control'), "its node control is not SEP's source control"],
    ['execution', () => forged('execution'), "its node execution is not SEP's source execution"],
    ['broker', broker, "its node broker is not SEP's slot broker"],
  ])('a forged %s is refused in one line', (_, path, text) => {
    const { code, err } = live('--graph', path())
    expect([err, code]).toEqual([`sep: graph own-guarded cannot trade live: ${text}\n`, 2])
  })

  test('the help does not offer a graph without guards', () => {
    const { out } = sepProcess(['live', '--help'])
    expect(out).toMatch(/--graph <name\|file> +sep, or the path of a module/)
    expect(out).not.toContain('sma-flip')
  })

  test("a graph with SEP's guards gets as far as the store", () => {
    const { code, err } = live('--graph', GUARDED)
    expect(code).toBe(1)
    expect(err).toMatch(/^sep: store/)
  })
})
