import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JobQueue } from '../../../../app/trials/job-queue.js'
import { readTrialLedger } from '../../../../app/trials/ledger.js'
import { runChunk } from '../../../../app/trials/run-chunk.js'
import { openHoldout, type PlanFile } from '../../../../app/trials/sweep/open-holdout.js'
import { type OpenSweep, openSweep } from '../../../../app/trials/sweep/open-sweep.js'
import { runSweep } from '../../../../app/trials/sweep/run-sweep.js'
import { isoTime } from '../../../../lib/iso-time.js'
import type { TrialLine } from '../../../../model/trial-line.js'
import { testClock } from '../../../support/test-clock.js'

const root = mkdtempSync(join(tmpdir(), 'sep-holdout-'))
afterAll(() => rmSync(root, { recursive: true }))
const clock = testClock(Date.UTC(2024, 5, 1))
const ledger = join(root, 'ledger.ndjson')

const computing = (open: OpenSweep): JobQueue => ({
  run: async (chunks, onDone, _onFailed, signal) => {
    for (const { trials } of chunks)
      await onDone((await runChunk(open, open.market, trials, { memoryMb: 256, signal })).results)
  },
})
const swept = async (
  name: string,
  lines: readonly string[],
): Promise<{ folder: string; lines: readonly TrialLine[] }> => {
  const file = join(root, `${name}.yaml`)
  const folder = join(root, name)
  writeFileSync(
    file,
    [`name: ${name}`, 'synth: {days: 4, seed: 2}', 'instruments: [EUR_USD, USD_JPY]', ...lines].join('\n'),
  )
  const open = await openSweep(file, {}, { cache: null })
  await runSweep(open, {
    ...{ out: folder, ledger, fresh: false, workers: 1, queue: computing(open), clock },
    ...{ signal: new AbortController().signal, onFailed: () => {}, onProgress: () => {} },
  })
  const text = readFileSync(join(folder, 'trials.ndjson'), 'utf8').trim()
  return { folder, lines: text.split('\n').map((line) => JSON.parse(line) as TrialLine) }
}
const opening = (folder: string, configHash: string) =>
  openHoldout({
    ...{ folder, configHash, ledger, access: { cache: null }, memoryMb: 256, clock },
    signal: new AbortController().signal,
  })

describe('a locked hold-out', () => {
  let sweep: Awaited<ReturnType<typeof swept>>
  beforeAll(async () => {
    sweep = await swept('locked', ['grid: {look: [8, 12]}', 'holdout_pct: 40'])
  })
  const planFile = () => JSON.parse(readFileSync(join(sweep.folder, 'plan.json'), 'utf8')) as PlanFile

  test('is what no window of a trial reaches', () => {
    const { holdout, plan } = planFile()
    for (const { toMs } of plan.windows) expect(toMs).toBe(holdout!.fromMs)
    expect(holdout!.toMs).toBeGreaterThan(holdout!.fromMs)
  })

  test('opens once for a family: the same configuration gets the same entry, another one is refused', async () => {
    const [first, other] = [...new Set(sweep.lines.map(({ configHash }) => configHash))] as [string, string]
    const entry = await opening(sweep.folder, first)
    expect(await opening(sweep.folder, first)).toEqual(entry)
    expect(readTrialLedger(ledger).holdouts).toEqual([entry])
    await expect(opening(sweep.folder, other)).rejects.toThrow(/was opened at 2024-06-01T.* with another configuration/)
    expect(readTrialLedger(ledger).holdouts).toHaveLength(1)
  })

  test('has the trades of the same configuration on that window', async () => {
    const { holdout } = planFile()
    const [first] = sweep.lines
    const entry = await opening(sweep.folder, first!.configHash)
    const [from, to] = [holdout!.fromMs, holdout!.toMs].map((tsMs) => `${isoTime(tsMs).slice(0, 16)}Z`)
    const plain = await swept('plain', ['grid: {look: [8]}', `from: ${from}`, `to: ${to}`])
    expect(plain.lines.every(({ configHash }) => configHash === first!.configHash)).toBe(true)
    const trades = plain.lines.reduce((sum, line) => sum + line.trades, 0)
    expect(entry.trades).toBe(trades)
    expect(trades).toBeGreaterThan(0)
    expect(entry.meanBps! * trades).toBeCloseTo(
      plain.lines.reduce((sum, { pnlBps }) => sum + pnlBps, 0),
      9,
    )
  })

  test('that the spec does not ask for cannot be opened', async () => {
    const { folder, lines } = await swept('open', ['grid: {look: [8]}'])
    await expect(opening(folder, lines[0]!.configHash)).rejects.toThrow(/open: its spec locks no hold-out/)
  })
})
