/**
 * Sweeps. SEP: 30 days of 8 pairs without a warm-up in one process, from reading the spec to the last line, in CPU time:
 * the median of three, of which the first is cold.
 * The small graph: 64 sets over 90 days of 8 pairs on two workers, the whole command from the columnar cache, with its peak memory.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchData } from './data.js'
import { runChunk } from '../../app/trials/run-chunk.js'
import { openSweep } from '../../app/trials/sweep/open-sweep.js'
import { packageRoot } from '../../lib/package-root.js'
import { median, stopwatch } from './measure.js'
import { timedSep } from './timed-sep.js'

const RUNS = 3

interface Sweep {
  readonly kind?: 'portfolio'
  readonly graph?: 'sma-flip'
  readonly grid: { readonly [name: string]: readonly number[] }
}
const eight = (first: number, step: number): readonly number[] => Array.from({ length: 8 }, (_, n) => first + n * step)
const SWEEPS = {
  guards: {
    grid: { c_min: [0.4, 0.45, 0.5, 0.55], entry_cd: [60, 120, 180, 240], exit_cd: [60, 120, 180, 240] },
  },
  direction: { grid: { look: eight(6, 2), thr_bps: eight(1, 0.5) } },
  portfolio: { kind: 'portfolio', grid: { c_min: eight(0.4, 0.02), entry_cd: [60, 120] } },
  smaFlip: { graph: 'sma-flip', grid: { fast: eight(10, 5), slow: eight(100, 50) } },
} as const satisfies { readonly [name: string]: Sweep }

interface Measured {
  readonly trials: number
  readonly trades: number
  readonly wallSec: number
  readonly cpuSec: number
  readonly peakMb: number
}

export const benchTrials = async (data?: string): Promise<{ readonly [name: string]: unknown }> => {
  const month = data ?? benchData(30)
  const quarter = data ?? benchData()
  // The columnar cache is made.
  await command(SWEEPS.smaFlip, quarter)
  await command(SWEEPS.guards, month)
  const guards = await medianRate(SWEEPS.guards, month)
  const direction = await medianRate(SWEEPS.direction, month)
  const portfolio = await medianRate(SWEEPS.portfolio, month)
  const runs: Measured[] = []
  for (let n = 0; n < RUNS; n++) runs.push(await command(SWEEPS.smaFlip, quarter))
  return {
    name: 'trials',
    shadowTrialsPerCpuSec: guards,
    lookTrialsPerCpuSec: direction,
    portfolioTrialsPerCpuSec: portfolio,
    smaFlipWallSec: median(runs.map(({ wallSec }) => wallSec)),
    smaFlipCpuSec: median(runs.map(({ cpuSec }) => cpuSec)),
    smaFlipPeakRssMb: median(runs.map(({ peakMb }) => peakMb)),
  }
}

const medianRate = async (sweep: Sweep, data: string): Promise<number> => {
  const rates: number[] = []
  for (let n = 0; n < RUNS; n++) rates.push(await rateOf(sweep, data))
  return median(rates)
}

/** Trials a CPU second, in this process. */
const rateOf = (sweep: Sweep, data: string): Promise<number> =>
  withSpec(sweep, data, async (file) => {
    const stop = stopwatch()
    const open = await openSweep(file, {}, { cache: join(packageRoot(), '.cache') })
    const indices = Array.from({ length: open.trials.count }, (_, n) => n)
    const limits = { memoryMb: 512, signal: new AbortController().signal }
    const { results } = await runChunk(open, open.market, indices, limits)
    return Math.round((results.length / stop().cpuSec) * 10) / 10
  })

/** `sep trials` of sma-flip as the bench of peers compares it. */
export const smaFlipSweep = async (data: string) => {
  const { cpuSec, peakMb, trades } = await command(SWEEPS.smaFlip, data)
  return { version: '', runCpuMs: cpuSec * 1000, closed: trades, peakRssMb: peakMb }
}

/** The whole command on two workers. */
const command = (sweep: Sweep, data: string): Promise<Measured> =>
  withSpec(sweep, data, (file, folder) => {
    const { out, ms, cpuMs, peakRssMb } = timedSep([
      ...['trials', file, '--out', join(folder, 'out')],
      ...['--ledger', join(folder, 'ledger.ndjson'), '--workers', '2', '--json'],
    ])
    const { computed } = JSON.parse(out) as { readonly computed: number }
    const trades = tradesIn(join(folder, 'out', 'trials.ndjson'))
    return Promise.resolve({ trials: computed, trades, wallSec: ms / 1000, cpuSec: cpuMs / 1000, peakMb: peakRssMb })
  })

const tradesIn = (file: string): number =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + (JSON.parse(line) as { readonly trades: number }).trades, 0)

const withSpec = async <T>(
  sweep: Sweep,
  data: string,
  run: (file: string, folder: string) => Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-sweep-'))
  try {
    const file = join(folder, 'sweep.yaml')
    writeFileSync(file, JSON.stringify({ name: 'bench', data, ...sweep }))
    return await run(file, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
