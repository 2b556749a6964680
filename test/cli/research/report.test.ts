/** `sep report --sweep`: three verdicts, the numbers next to them, the files, and what it refuses. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { addReport } from '../../../cli/research/report.js'
import { SepError } from '../../../model/error-codes.js'
import { runCli } from '../../support/run-cli.js'
import { madeFacts, type MadeSweep, writeMadeSweep } from '../../support/sweep/made-sweep.js'

const work = mkdtempSync(join(tmpdir(), 'sep-report-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

/** Alternating results around a mean: their deviation is known, and no two days are alike. */
const around = (mean: number, day: number, spread = 6): readonly number[] =>
  [1, -1, 0.5].map((side, n) => mean + side * spread + ((day * 7 + n * 3) % 5) - 2)
const grid = { look: [10, 20, 30], entry_cd: [60, 300] }
const instruments = ['EUR_USD', 'USD_JPY']
const SWEEPS = {
  edge: { grid, instruments, tradesOf: ({ look }, _, day) => around(look === 20 ? 5 : 4, day) },
  'no-edge': { grid, instruments, tradesOf: (_, __, day) => around(-2, day), days: 90 },
  undecided: { grid, instruments, tradesOf: (_, __, day) => (day % 9 === 0 ? [40, -38] : []) },
} satisfies { readonly [verdict: string]: MadeSweep }

const folderOf = (name: string, sweep: MadeSweep): string => {
  const folder = join(work, name)
  writeMadeSweep(folder, sweep)
  return folder
}
const ledgerOf = (name: string): string => join(work, `${name}.ledger.ndjson`)
const report = async (...args: readonly string[]) => {
  const ran = await runCli(addReport, ['report', ...args])
  if (ran.error) throw ran.error as Error
  return ran
}
type Shape = Readonly<Record<string, unknown>> & { readonly n: number; readonly look: number }
const shapeOf = async (folder: string, ledger: string): Promise<Shape> => {
  const { out, err } = await report('--sweep', folder, '--ledger', ledger, '--json')
  expect(err).toBe('')
  return JSON.parse(out) as Shape
}

const KEYS = [
  ...['verdict', 'sentence', 'trades', 'neededTrades', 'n', 'effectiveN', 'look', 'dsr', 'psr'],
  ...['realityCheckPValue', 'spaConsistent', 'costs'],
]

describe.each(Object.entries(SWEEPS))('%s', (verdict, sweep) => {
  test('is printed first, exits 0, and has always all keys', async () => {
    const folder = folderOf(verdict, sweep)
    const shape = await shapeOf(folder, ledgerOf(verdict))
    expect(shape['verdict']).toBe(verdict)
    for (const key of KEYS) expect(shape, key).toHaveProperty(key)
    expect([shape.n, shape.look]).toEqual([6, 1])
    const { out } = await report('--sweep', folder, '--ledger', ledgerOf(verdict))
    expect(out.split('\n')[0]).toBe(shape['sentence'])
    expect(out).toMatch(/Sharpe ratio +\S+ {2}\(annualised x sqrt\(260\), N 6, effective [\d.]+, look 1\)/)
    const table = out.split('\n').filter((line) => /^[│┌├└]/.test(line))
    expect(table.filter((line) => line.length > 80)).toEqual([])
    expect(table.map((line) => line.split('│')[1]?.trim()).filter((name) => name === 'look')).toEqual(['look'])
  })
})

test('costs of the candidate by cause: 1, 0.25, 0.5 and 0.25 bps for each trade', async () => {
  const shape = await shapeOf(folderOf('costs', SWEEPS.edge), ledgerOf('costs'))
  const trades = shape['trades'] as number
  expect(shape['costs']).toEqual({
    spreadBps: trades,
    slippageBps: trades / 4,
    commissionBps: trades / 2,
    depthBps: trades / 4,
  })
})

test('without any trade means, tests and candidate are null', async () => {
  const sweep: MadeSweep = { grid: { look: [1] }, instruments, tradesOf: () => [] }
  const shape = await shapeOf(folderOf('none', sweep), ledgerOf('none'))
  expect(shape['verdict']).toBe('undecided')
  for (const key of ['dsr', 'psr', 'costs', 'candidate', 'walkForward', 'holdout']) expect(shape[key], key).toBeNull()
})

test('looking again is the same look; another sweep of the family is the next; N grows by what the ledger has', async () => {
  const ledger = ledgerOf('looks')
  const first = folderOf('first', SWEEPS.edge)
  expect([(await shapeOf(first, ledger)).look, (await shapeOf(first, ledger)).look]).toEqual([1, 1])
  const second = folderOf('second', SWEEPS.edge)
  const facts = { ...madeFacts(SWEEPS.edge), sweep: 'a'.repeat(64) }
  writeFileSync(join(second, 'sweep.json'), JSON.stringify(facts))
  expect((await shapeOf(second, ledger)).look).toBe(2)
  const trial = (hash: string, from: string, to: string) =>
    JSON.stringify({
      ...{ t: 'trial', time: '2026-01-01T00:00:00.000Z', resultHash: hash.repeat(64), configHash: hash.repeat(64) },
      ...{ family: facts.family, dataHash: 'x', instruments: ['EUR_USD'], from, to, params: {} },
      ...{ trades: 1, meanBps: 1, sdBps: null, sharpe: null },
    })
  appendFileSync(ledger, `${trial('b', '2024-01-10T00:00Z', '2024-01-12T00:00Z')}\n`)
  appendFileSync(ledger, `${trial('c', '2020-01-10T00:00Z', '2020-01-12T00:00Z')}\n{"torn`)
  expect([(await shapeOf(first, ledger)).n, (await shapeOf(first, ledger)).look]).toEqual([7, 2])
  expect(readFileSync(ledger, 'utf8').match(/"t":"opening"/g)).toHaveLength(2)
})

test('writes Markdown, HTML and JSON with the same sentence', async () => {
  const folder = folderOf('forms', { ...SWEEPS.edge, folds: { train: 28, test: 14 }, minTrades: 10 })
  const texts: string[] = []
  for (const form of ['md', 'html', 'json']) {
    const file = join(work, `report.${form}`)
    await report('--sweep', folder, '--ledger', ledgerOf('forms'), '--heat', 'look,entry_cd', '--out', file)
    texts.push(readFileSync(file, 'utf8'))
  }
  const { sentence, heatMaps, walkForward } = JSON.parse(texts[2]!) as Shape & {
    readonly sentence: string
    readonly heatMaps: readonly { readonly sentence: string }[]
    readonly walkForward: { readonly sentence: string }
  }
  expect(heatMaps).toHaveLength(1)
  expect(heatMaps[0]!.sentence).toMatch(/^A plateau of 6 of 6 cells around entry_cd \d+, look 20/)
  for (const text of texts)
    for (const part of [sentence, heatMaps[0]!.sentence, walkForward.sentence]) expect(text).toContain(part)
})

describe('refuses in one line', () => {
  const refusal = async (...args: readonly string[]): Promise<string> => {
    const { error } = await runCli(addReport, ['report', '--ledger', ledgerOf('refused'), ...args])
    expect(error).toBeInstanceOf(SepError)
    return (error as Error).message
  }
  const sound = folderOf('sound', SWEEPS.undecided)
  const torn = folderOf('torn', SWEEPS.undecided)
  appendFileSync(join(torn, 'trials.ndjson'), '{"configHash":1}\n')

  // As of another user: it is read, or is not there, and nothing can be added. A link to nowhere holds for root, too.
  const foreign = join(work, 'foreign.ndjson')
  symlinkSync(join(work, 'nowhere', 'ledger.ndjson', 'x'), foreign)
  const noLedger =
    /foreign\.ndjson: ENOENT: cannot be written; --ledger FILE names another, a copy of it keeps its count$/

  test.each<[string, readonly string[], RegExp]>([
    ['a ledger that cannot be written', ['--sweep', sound, '--ledger', foreign], noLedger],
    ['no sweep', [], /no sweep below \.sep\/sweeps: name its folder with --sweep DIR/],
    ['a folder without one', ['--sweep', work], /sweep\.json: ENOENT: no sweep is there; `sep trials` writes one$/],
    ['a line that is none', ['--sweep', torn], /trials\.ndjson:13: is not the line of a trial$/],
    ['an unknown parameter', ['--sweep', sound, '--heat', 'look,x'], /--heat x: sweep made has look, entry_cd/],
    ['one parameter', ['--sweep', sound, '--heat', 'look'], /--heat look: two different parameters/],
    ['an unknown form', ['--sweep', sound, '--out', join(work, 'r.pdf')], /ends in none of \.md, \.html, \.json$/],
  ])('%s', async (_, args, expected) => {
    expect(await refusal(...args)).toMatch(expected)
  })
})
