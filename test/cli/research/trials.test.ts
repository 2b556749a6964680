/** `sep trials` in processes of its own: what it prints, and that it can be killed. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../../lib/package-root.js'
import { type Finished, runProgram } from '../../support/run-program.js'
import { until } from '../../support/until.js'

const SEP = join(packageRoot(), 'dist/cli/main.js')
const root = mkdtempSync(join(tmpdir(), 'sep-trials-'))
afterAll(() => rmSync(root, { recursive: true }))

// Where the ledger lies without a flag is one of the questions.
const { SEP_LEDGER: _, ...ENV } = process.env as Record<string, string>

const spec = (name: string, lines: readonly string[]): string => {
  const file = join(root, `${name}.yaml`)
  writeFileSync(file, [`name: ${name}`, ...lines].join('\n'))
  return file
}
const sep = (...args: readonly string[]): Promise<Finished> =>
  runProgram(process.execPath, [SEP, 'trials', ...args], { cwd: root, timeout: 120_000, env: ENV })

const SMALL = spec('small', ['synth: {days: 2}', 'instruments: [EUR_USD]', 'grid: {look: [8, 12]}'])

describe('what it prints', () => {
  test('with --json exactly one object, and nothing on stderr', async () => {
    const { code, out, err } = await sep(SMALL, '--json')
    expect([code, err]).toEqual([0, ''])
    const summary = JSON.parse(out) as object
    expect(Object.keys(summary)).toEqual(['sweep', 'trials', 'computed', 'reused', 'failed', 'poison', 'wallMs'])
    expect(summary).toMatchObject({ trials: 2, computed: 2, reused: 0, failed: 0, poison: 0 })
    const folder = join(root, '.sep/sweeps/small')
    expect(readFileSync(join(folder, 'trials.ndjson'), 'utf8').trim().split('\n')).toHaveLength(2)
    expect(existsSync(join(root, '.sep/ledger.ndjson'))).toBe(true)
    const sweep = JSON.parse(readFileSync(join(folder, 'sweep.json'), 'utf8')) as object
    expect(sweep).toMatchObject({ format: 1, name: 'small', kind: 'shadow', trials: 2, instruments: ['EUR_USD'] })
  })

  test('without it where the lines are and what to do next; with --quiet nothing', async () => {
    const { code, out, err } = await sep(SMALL, '--out', 'there')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(
      /^2 trials of .*small\.yaml: 2 computed, 0 found, .* s\nthere\/trials\.ndjson .*\n.*sep report --sweep there\n$/,
    )
    expect(await sep(SMALL, '--out', 'there', '--quiet')).toEqual({ code: 0, out: '', err: '' })
  })

  test.each([
    [
      'window_days: 90',
      /^sep: .*long\.yaml:4:\d+: trials see 2024-01-01 00:00 to 2024-01-04 00:00, 3\.0 of 90 days\n$/,
    ],
    [
      'from: 2001-01-01',
      /^sep: .*long\.yaml:4:\d+: trials see [-: \d]+ to [-: \d]+, from 2001-01-01 00:00 was asked for\n$/,
    ],
    [
      'to: 2099-01-01',
      /^sep: .*long\.yaml:4:\d+: trials see [-: \d]+ to [-: \d]+, up to 2099-01-01 00:00 was asked for\n$/,
    ],
    ['window_days: 3', /^$/],
  ])('%s: a window that the candles cut short is named', async (line, notice) => {
    const file = spec('long', ['synth: {days: 3}', 'instruments: [EUR_USD]', line, 'grid: {look: [8]}'])
    const { code, err } = await sep(file, '--out', `long-${line.length}`)
    expect(code).toBe(0)
    expect(err).toMatch(notice)
    expect((await sep(file, '--out', `long-${line.length}`, '--json')).err).toBe('')
  })

  test('the schema of a spec', async () => {
    const { code, out } = await sep('--schema')
    expect([code, (JSON.parse(out) as { readonly type: string }).type]).toEqual([0, 'object'])
  })

  test.each([
    ['no file', [], 'sep: name the file of a sweep: sep trials SPEC.yaml\n'],
    ['a file that is not there', ['no.yaml'], 'sep: no.yaml: ENOENT: cannot be read\n'],
    [
      'a billion points',
      [
        spec('huge', [
          'synth: {days: 1}',
          `grid: {look: [${range(2, 1001)}], thr_bps: [${range(0, 999)}], entry_cd: [${range(0, 999)}]}`,
        ]),
      ],
      /^sep: .*huge.yaml:3:7: 1000000000 configurations are more than 100000 trials; sample them or leave axes out\n$/,
    ],
    ['data that are not there', [spec('nodata', ['data: nowhere'])], /^sep: .*nodata.yaml:2:7: .*nowhere: ENOENT.*\n$/],
    [
      'a window without candles',
      [spec('late', ['synth: {days: 1}', 'from: 2030-01-01'])],
      /^sep: .*late.yaml:3:7: no candle that trials may see.*\n$/,
    ],
  ])('%s is one line', async (_, args, message) => {
    const { code, out, err } = await sep(...args)
    expect([code === 0, out]).toEqual([false, ''])
    if (typeof message === 'string') expect(err).toBe(message)
    else expect(err).toMatch(message)
  })
})

test('a configuration that ends three workers is poison, and the others have their lines', async () => {
  const graph = join(packageRoot(), 'test/support/graphs/deadly.mjs')
  const file = spec('deadly', [
    `graph: ${graph}`,
    'synth: {days: 1}',
    'instruments: [EUR_USD]',
    'grid: {period: [7, 13, 14]}',
  ])
  const { code, out, err } = await sep(file, '--json', '--workers', '1')
  expect([code, err]).toEqual([1, 'sep: trial 1 ended three workers: worker exited with code: 7\n'])
  expect(JSON.parse(out)).toMatchObject({ trials: 3, computed: 2, reused: 0, failed: 0, poison: 1 })
  const lines = readFileSync(join(root, '.sep/sweeps/deadly/trials.ndjson'), 'utf8').trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { readonly params: object }).params)).toEqual([
    { period: 7 },
    { period: 14 },
  ])
})

describe('killed', () => {
  const BIG = spec('big', [
    'synth: {days: 2}',
    'instruments: [EUR_USD]',
    `grid: {look: [${range(5, 40)}], thr_bps: [${range(0, 14)}]}`,
  ])
  const lines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0)
  const reference = sep(BIG, '--out', 'whole', '--ledger', 'whole.ndjson', '--workers', '2', '--json')

  test.each([
    ['as soon as there is a ledger', 'k1.ndjson', 1],
    ['with the first chunk durable', 'k2/results.log', 1],
  ])('%s, it ends in the same bytes and computes nothing durable again', async (_, watched, least) => {
    const { out: whole } = await reference
    const name = watched.slice(0, 2)
    const args = [SEP, 'trials', BIG, '--out', name, '--ledger', `${name}.ndjson`, '--workers', '2', '--json']
    const child = spawn(process.execPath, args, { cwd: root, env: ENV, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.on('close', resolve))
    await until('durable lines', 60_000, () => lines(join(root, watched)) >= least || child.exitCode !== null)
    child.kill('SIGKILL')
    await ended
    const durable = lines(join(root, name, 'results.log'))
    const { code, out, err } = await sep(BIG, '--out', name, '--ledger', `${name}.ndjson`, '--workers', '1', '--json')
    expect([code, err]).toEqual([0, ''])
    const { trials, computed, reused } = JSON.parse(out) as Record<string, number>
    expect({ trials, computed: computed! + reused! }).toEqual({ trials: 540, computed: 540 })
    expect(computed).toBeLessThanOrEqual(540 - durable + 1)
    expect(statSync(join(root, name, 'trials.ndjson')).size).toBeGreaterThan(0)
    for (const file of ['trials.ndjson', 'sweep.json'])
      expect(readFileSync(join(root, name, file), 'utf8')).toBe(readFileSync(join(root, 'whole', file), 'utf8'))
    expect(results(`${name}.ndjson`)).toEqual(results('whole.ndjson'))
    expect(JSON.parse(whole)).toMatchObject({ computed: 540 })
  })

  test('^C names the folder and the command that goes on', async () => {
    const child = spawn(process.execPath, [SEP, 'trials', BIG, '--out', 'stopped', '--workers', '1'], {
      cwd: root,
      env: ENV,
    })
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    await until('a result', 60_000, () => lines(join(root, 'stopped/results.log')) >= 1 || child.exitCode !== null)
    child.kill('SIGINT')
    expect([await ended, err]).toEqual([
      3,
      expect.stringMatching(
        /^sep: stopped; \d+ results of this run are in stopped; go on with: sep trials .*big.yaml --out stopped\n$/,
      ),
    ])
  })

  const results = (file: string): readonly string[] =>
    readFileSync(join(root, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly resultHash: string }).resultHash)
      .toSorted()
})

function range(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, k) => from + k).join(',')
}
