/** `sep compare` and `sep promote` on folders of runs and sweeps. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { resolveSettings } from '../../../app/config/settings.js'
import type { Comparison } from '../../../app/compare/compare.js'
import { addCompare } from '../../../cli/research/compare.js'
import { addPromote } from '../../../cli/research/promote.js'
import { EXIT } from '../../../cli/shared/run-command.js'
import { SepError } from '../../../model/error-codes.js'
import { runCli } from '../../support/run-cli.js'
import { madeFacts, type MadeSweep, writeMadeSweep } from '../../support/sweep/made-sweep.js'

const work = mkdtempSync(join(tmpdir(), 'sep-compare-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
afterEach(() => {
  process.exitCode = 0
})

interface MadeRun {
  readonly set?: readonly string[]
  readonly dataHash?: string
  readonly toMs?: number
  readonly net?: number
}
const runFolder = (name: string, { set = [], dataHash = 'd', toMs = 2e12, net = 10 }: MadeRun = {}): string => {
  const folder = join(work, name)
  mkdirSync(folder, { recursive: true })
  const summary = {
    ...{
      graph: 'sep',
      instruments: ['EUR_USD'],
      fromMs: 1e12,
      toMs,
      trades: 7,
      openTrades: 0,
      shadowTrades: 9,
      gross: 12,
    },
    ...{ costs: { spread: 12 - net }, net, nav: 100 + net, drawdownPct: 1, statements: ['No edge shown.'] },
    figures: { winRate: 0.5, holdMinutes: null },
    exposure: { inMarket: 0.1 },
  }
  const config = resolveSettings({ set })
  const run = { outputHash: `o${net}`, graphHash: 'g', dataHash, config, home: 'USD', capital: 100, summary }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
  return folder
}
const compared = async (...folders: readonly string[]) => {
  const { out, error } = await runCli(addCompare, ['compare', ...folders, '--json'])
  if (error) throw error
  const exit = process.exitCode ?? 0
  process.exitCode = 0
  return { exit, ...(JSON.parse(out) as Comparison) }
}
const row = ({ figures }: Comparison, key: string) => figures.find((figure) => figure.key === key)

describe('compare', () => {
  const base = runFolder('base')
  test('equal runs exit 0, any difference exits 1', async () => {
    expect(await compared(base, runFolder('same'))).toMatchObject({ equal: true, config: [], exit: 0 })
    expect(await compared(base, runFolder('other', { net: 9 }))).toMatchObject({ equal: false, exit: EXIT.failed })
  })

  test('settings come first, then figures minus those of the first', async () => {
    const others = [runFolder('b', { set: ['direction.look=20'], net: 13 }), runFolder('c', { net: 4 })]
    const result = await compared(base, ...others)
    expect(result.config).toEqual([{ path: 'direction.look', values: [12, 20, 12] }])
    expect(row(result, 'net')).toEqual({ key: 'net', values: [10, 13, 4], deltas: [0, 3, -6] })
    expect(row(result, 'holdMinutes')!.deltas).toEqual([null, null, null])
    const { out } = await runCli(addCompare, ['compare', base, ...others])
    expect(out.indexOf('direction.look')).toBeLessThan(out.indexOf('Figures that differ'))
  })

  test.each<[string, MadeRun]>([
    ['data', { dataHash: 'e' }],
    ['window', { toMs: 3e12 }],
    ['cost model', { set: ['broker.slippageBps=1'] }],
    ['cost model', { set: ['run.spreadFactor=1.5'] }],
  ])('another %s: the reason, and no figure is subtracted', async (reason, facts) => {
    const result = await compared(base, runFolder('reason', { ...facts, net: 5 }))
    expect(result.reasons).toEqual([[], [reason]])
    expect(row(result, 'net')).toEqual({ key: 'net', values: [10, 5], deltas: [0, null] })
    const { out } = await runCli(addCompare, ['compare', base, join(work, 'reason')])
    expect(out).toContain(`B is not subtracted from A: ${reason} differs.`)
  })

  test('sweeps: their specs, and their best configurations', async () => {
    const sweep = (tradesOf: MadeSweep['tradesOf']): MadeSweep => ({
      grid: { look: [10, 20] },
      instruments: ['EUR_USD'],
      tradesOf,
    })
    const [a, b] = [join(work, 'sweep-a'), join(work, 'sweep-b')]
    writeMadeSweep(
      a,
      sweep(({ look }) => [look === 10 ? 2 : 1]),
    )
    writeMadeSweep(
      b,
      sweep(({ look }) => [look === 10 ? 2 : 3]),
    )
    const result = await compared(a, b)
    expect(result.config).toEqual([{ path: 'best.look', values: [10, 20] }])
    expect(row(result, 'best.meanBps')!.deltas).toEqual([0, 1])
    expect((await compared(a, a)).equal).toBe(true)
  })

  test.each<[string, readonly string[], RegExp]>([
    ['one folder', ['base'], /compare takes 2 to 10 folders, not 1/],
    ['an empty folder', ['base', '.'], /holds neither a run \(run\.json\) nor a sweep/],
    ['a run and a sweep', ['base', 'sweep-a'], /sweep-a: is a sweep, .*base is a run/],
  ])('refuses %s', async (_, names, expected) => {
    const { error } = await runCli(addCompare, ['compare', ...names.map((name) => join(work, name))])
    expect(error).toBeInstanceOf(SepError)
    expect((error as Error).message).toMatch(expected)
  })
})

describe('promote', () => {
  const file = join(work, 'config', 'live_params.yaml')
  const promote = async (...argv: readonly string[]) => {
    const { out, error } = await runCli(addPromote, [
      'promote',
      ...argv,
      '--config',
      file,
      '--ledger',
      join(work, 'ledger'),
    ])
    if (error) throw error
    const exit = process.exitCode ?? 0
    process.exitCode = 0
    return { out, exit }
  }
  const folder = join(work, 'promoted')
  const sweep: MadeSweep = {
    grid: { look: [10, 20], c_min: [0.4, 0.5] },
    instruments: ['EUR_USD'],
    tradesOf: ({ look, c_min }, _, day) => [look === 20 && c_min === 0.4 ? 5 + (day % 3) : -1],
  }
  writeMadeSweep(folder, sweep)
  writeFileSync(
    join(folder, 'sweep.json'),
    JSON.stringify({
      ...madeFacts(sweep),
      params: ['look', 'c_min'],
      base: { 'strategy.entryCdSec': 90, 'broker.slippageBps': 1 },
    }),
  )

  test('shows the change and writes nothing without --yes', async () => {
    const { out, exit } = await promote(folder)
    const lines = out.split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '))
    expect(lines[0]).toMatch(/^sweep made /)
    expect(lines.slice(3, 6)).toEqual([
      'direction.look 12 -> 20',
      'guards.cMin null -> 0.4',
      'strategy.entryCdSec 60 -> 90',
    ])
    expect(lines[6]).toMatch(/^nothing written: --yes changes /)
    expect([exit, existsSync(file)]).toEqual([EXIT.failed, false])
  })

  test('with --yes live reads it, what the file had stays, and the costs of the simulation are left out', async () => {
    mkdirSync(join(work, 'config'))
    writeFileSync(file, 'risk:\n  maxDrawdownPct: 5\n')
    expect((await promote(folder, '--yes')).exit).toBe(0)
    const settings = resolveSettings({ file })
    expect([settings.risk.maxDrawdownPct, settings.direction.look, settings.guards.cMin]).toEqual([5, 20, 0.4])
    // A copy follows its origin.
    expect([settings.strategy.entryCdSec, settings.shadow.entryCdSec]).toEqual([90, 90])
    expect(readFileSync(file, 'utf8')).toMatch(
      /^# From sweep made [^\n]*\n# [^\n]*4 configurations[^\n]*\n# Written by sep promote/,
    )
    expect(readFileSync(file, 'utf8')).not.toContain('slippage')
    expect(await promote(folder, '--yes')).toMatchObject({
      exit: EXIT.failed,
      out: expect.stringContaining('nothing to promote'),
    })
  })

  test('of a run what is not at its default, without copies', async () => {
    rmSync(file)
    const run = runFolder('tuned', { set: ['strategy.exitCdSec=0', 'broker.slippageBps=3'] })
    const { out } = await promote(run, '--json', '--yes')
    expect(JSON.parse(out)).toMatchObject({
      sentence: 'No edge shown.',
      changes: [{ path: 'strategy.exitCdSec', from: 60, to: 0 }],
      written: true,
    })
  })

  test.each<[string, () => string, RegExp]>([
    [
      'a sweep without a candidate',
      () => {
        const none = join(work, 'none')
        writeMadeSweep(none, { grid: { look: [1] }, instruments: ['EUR_USD'], tradesOf: () => [] })
        return none
      },
      /has no candidate to promote/,
    ],
    ['a folder without either', () => work, /holds neither a run/],
  ])('refuses %s', async (_, make, expected) => {
    await expect(promote(make())).rejects.toThrow(expected)
  })
})
