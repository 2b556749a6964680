/**
 * Sweeps as a user runs them. SEP: 64 trials over 30 days of 8 pairs without a warm-up on one worker, from the start of the process to the
 * last line, in CPU time. The small graph: 64 sets over 90 days of 8 pairs on two workers, from the columnar cache, with peak memory.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchData } from './data.js'
import { median } from './measure.js'
import { CPU_METER } from './timed-sep.js'

const RUNS = 3
/** Peaks are read this often. */
const LOOK_MS = 20

interface Sweep {
  readonly kind?: 'portfolio'
  readonly graph?: 'sma-flip'
  readonly workers: number
  readonly grid: { readonly [name: string]: readonly number[] }
}
const eight = (first: number, step: number): readonly number[] => Array.from({ length: 8 }, (_, n) => first + n * step)
const SWEEPS = {
  guards: {
    workers: 1,
    grid: { c_min: [0.4, 0.45, 0.5, 0.55], entry_cd: [60, 120, 180, 240], exit_cd: [60, 120, 180, 240] },
  },
  direction: { workers: 1, grid: { look: eight(6, 2), thr_bps: eight(1, 0.5) } },
  portfolio: { workers: 1, kind: 'portfolio', grid: { c_min: eight(0.4, 0.02), entry_cd: [60, 120] } },
  smaFlip: { workers: 2, graph: 'sma-flip', grid: { fast: eight(10, 5), slow: eight(100, 50) } },
} as const satisfies { readonly [name: string]: Sweep }

interface Measured {
  readonly trials: number
  readonly wallSec: number
  readonly cpuSec: number
  readonly peakMb: number
}

export const benchTrials = async (data?: string): Promise<{ readonly [name: string]: unknown }> => {
  const month = data ?? benchData(30)
  const quarter = data ?? benchData()
  await measured(SWEEPS.smaFlip, quarter)
  const guards = await best(SWEEPS.guards, month)
  const direction = await best(SWEEPS.direction, month)
  const portfolio = await best(SWEEPS.portfolio, month)
  const smaFlip = await best(SWEEPS.smaFlip, quarter)
  const rate = ({ trials, cpuSec }: Measured) => Math.round((trials / cpuSec) * 10) / 10
  return {
    name: 'trials',
    shadowTrialsPerCpuSec: rate(guards),
    lookTrialsPerCpuSec: rate(direction),
    portfolioTrialsPerCpuSec: rate(portfolio),
    smaFlipWallSec: smaFlip.wallSec,
    smaFlipCpuSec: smaFlip.cpuSec,
    smaFlipPeakRssMb: smaFlip.peakMb,
    shadowPeakRssMb: guards.peakMb,
  }
}

/** Medians. */
const best = async (sweep: Sweep, data: string): Promise<Measured> => {
  const runs: Measured[] = []
  for (let n = 0; n < RUNS; n++) runs.push(await measured(sweep, data))
  const of = (value: (run: Measured) => number) => median(runs.map(value))
  return {
    trials: of(({ trials }) => trials),
    wallSec: of(({ wallSec }) => wallSec),
    cpuSec: of(({ cpuSec }) => cpuSec),
    peakMb: of(({ peakMb }) => peakMb),
  }
}

const measured = async ({ workers, ...spec }: Sweep, data: string): Promise<Measured> => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-sweep-'))
  try {
    writeFileSync(join(folder, 'sweep.yaml'), JSON.stringify({ name: 'bench', data, ...spec }))
    const start = process.hrtime.bigint()
    const { out, cpuSec, peakMb } = await metered([
      ...['trials', join(folder, 'sweep.yaml'), '--out', join(folder, 'out')],
      ...['--ledger', join(folder, 'ledger.ndjson'), '--workers', String(workers), '--json'],
    ])
    const { computed } = JSON.parse(out) as { readonly computed: number }
    return { trials: computed, wallSec: Number(process.hrtime.bigint() - start) / 1e9, cpuSec, peakMb }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const metered = (args: readonly string[]): Promise<{ out: string; cpuSec: number; peakMb: number }> =>
  new Promise((done, fail) => {
    const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url))
    const child = spawn(process.execPath, ['--import', CPU_METER, main, ...args], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    })
    const texts = { out: '', cpu: '' }
    child.stdio[1]?.on('data', (bytes: Buffer) => (texts.out += String(bytes)))
    child.stdio[3]?.on('data', (bytes: Buffer) => (texts.cpu += String(bytes)))
    const peaks = [0]
    const looking = setInterval(() => peaks.push(peakOf(child.pid)), LOOK_MS)
    child.on('error', fail)
    child.on('close', (code) => {
      clearInterval(looking)
      if (code !== 0) fail(new Error(`sep ${args[0]} failed`))
      else done({ out: texts.out, cpuSec: Number(texts.cpu) / 1e6, peakMb: Math.max(...peaks) })
    })
  })

/** Highest resident memory of the process so far; 0 once it has ended. */
const peakOf = (pid: number | undefined): number => {
  try {
    const [, kb = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kb) / 1024
  } catch {
    return 0
  }
}
