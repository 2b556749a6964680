/** `sep compare` on folders of runs and sweeps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Comparison } from '../../../app/compare/compare.js'
import { addCompare } from '../../../cli/research/compare.js'
import { EXIT } from '../../../cli/shared/run-command.js'
import { SepError } from '../../../model/error-codes.js'
import { runCli } from '../../support/run-cli.js'
import { type MadeSweep, writeMadeSweep } from '../../support/sweep/made-sweep.js'
import { madeRun, type MadeRun } from './made-run.js'

const work = mkdtempSync(join(tmpdir(), 'sep-compare-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
afterEach(() => {
  process.exitCode = 0
})

const runFolder = (name: string, facts: MadeRun = {}) => madeRun(join(work, name), facts)
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

  const daily = (gain: (day: number) => number): readonly number[] =>
    Array.from({ length: 60 }, (_, day) => day).reduce<number[]>(
      (all, day) => [...all, (all.at(-1) ?? 100) + gain(day)],
      [],
    )
  const navs = daily((day) => ((day * 37) % 11) / 10 - 0.5)
  test.each<[string, MadeRun, string]>([
    ['a gain every day', { navs: daily((day) => ((day * 53) % 7) / 10) }, 'Is B better than A? Yes: Sharpe ratio +'],
    [
      'a loss every day',
      { navs: daily((day) => -((day * 53) % 7) / 10) },
      'Is B better than A? No, worse: Sharpe ratio -',
    ],
    ['other noise', { navs: daily((day) => ((day * 23) % 11) / 10 - 0.5) }, 'Is B better than A? Undecided: Sharpe'],
    ['19 days', { navs: navs.slice(0, 19) }, 'Is B better than A? Undecided: 19 days, at least 20 needed.'],
    ['the same days', { navs }, 'Is B better than A? Their results are the same on all 60 days.'],
    ['no change at all', { navs: daily(() => 0) }, 'a result that never changes has no Sharpe ratio.'],
  ])('is the other run better? %s', async (_, facts, answer) => {
    const { out } = await runCli(addCompare, [
      'compare',
      runFolder('days', { navs }),
      runFolder('asked', { ...facts, net: 5 }),
    ])
    expect(out).toContain(answer)
    expect(out).toContain('(Ledoit and Wolf 2008, on the daily Sharpe ratios)')
  })

  test('figures that are the same raise no question, and hashes are cut', async () => {
    const first = runFolder('days', { navs, dataHash: 'a'.repeat(64) })
    const { out } = await runCli(addCompare, [
      'compare',
      first,
      runFolder('days-2', { navs, set: ['direction.look=20'] }),
    ])
    expect(out).not.toContain('better than A')
    expect(out).toMatch(/ a{12} /)
  })

  test('no answer where conditions differ or days are not there; a damaged file names its line', async () => {
    const first = runFolder('days', { navs })
    const other = runFolder('other-data', { navs, dataHash: 'e' })
    const none = runFolder('without', { net: 5 })
    expect((await compared(first, other, none)).sharpe).toEqual([null, null, null])
    writeFileSync(join(other, 'equity.csv'), 'tsMs,nav\n1704214800000,100\n1704301200000,\n')
    await expect(compared(first, other)).rejects.toThrow(/equity\.csv:3: has no time or no NAV/)
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
    expect(result.sharpe[1]).toMatchObject({ difference: null, verdict: 'undecided' })
    writeMadeSweep(
      a,
      sweep(({ look }, _, day) => [look === 10 ? (day % 5) - 2 : -3]),
    )
    writeMadeSweep(
      b,
      sweep(({ look }, _, day) => [look === 10 ? -3 : (day % 3) + 1]),
    )
    const { out } = await runCli(addCompare, ['compare', a, b])
    expect(out).toMatch(
      /Is B better than A\? Yes: Sharpe ratio \+.*\n\(Ledoit .*what each sweep tried is not counted\)/,
    )
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
