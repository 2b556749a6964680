/** `sep promote` of folders of runs and sweeps. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { resolveSettings } from '../../../app/config/settings.js'
import { addPromote } from '../../../cli/research/promote.js'
import { EXIT } from '../../../cli/shared/run-command.js'
import { runCli } from '../../support/run-cli.js'
import { madeFacts, type MadeSweep, writeMadeSweep } from '../../support/sweep/made-sweep.js'
import { madeRun } from './made-run.js'

const work = mkdtempSync(join(tmpdir(), 'sep-promote-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
afterEach(() => {
  process.exitCode = 0
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
    const run = madeRun(join(work, 'tuned'), { set: ['strategy.exitCdSec=0', 'broker.slippageBps=3'] })
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
