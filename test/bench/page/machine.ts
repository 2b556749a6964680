/** The machine, the checkout, and how much of the machine other programs took: what a figure means without them is unknown. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { arch, cpus, release, totalmem, type } from 'node:os'
import { packageRoot } from '../../../lib/package-root.js'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
}

export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release().split('-')[0]} ${arch()}`,
  node: process.version,
})

const git = (...args: readonly string[]): string =>
  spawnSync('git', args, { cwd: packageRoot(), encoding: 'utf8' }).stdout?.trim() ?? ''

/** The commit in short; with `+` if the checkout has changes besides what the benches write. */
export const thisCommit = (): string => {
  const commit = git('rev-parse', '--short=12', 'HEAD')
  if (commit === '') return 'no commit'
  const changed = git('status', '--porcelain', '--', '.', ':!docs/benchmarks.md', ':!test/bench/page/results.json')
  return changed === '' ? commit : `${commit}+`
}

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SEC = 100

/** Processor seconds of all programs, and of this one with its finished children; null where /proc is not. */
const processorSec = (): { readonly all: number; readonly own: number } | null => {
  try {
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = readFileSync('/proc/stat', 'latin1')
      .split('\n', 1)[0]!
      .split(/\s+/)
      .slice(1)
      .map(Number)
    const stat = readFileSync('/proc/self/stat', 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
    return { all: (user + nice + system + irq + softirq + steal) / TICKS_PER_SEC, own: own / TICKS_PER_SEC }
  } catch {
    return null
  }
}

/** Starts; the returned function gives the cores that other programs kept busy since. Children have to have ended. */
export const othersBusy = (): (() => number | null) => {
  const before = processorSec()
  const startMs = performance.now()
  return () => {
    const after = processorSec()
    if (!before || !after) return null
    const others = after.all - before.all - (after.own - before.own)
    return Math.max(0, Math.round((others / (performance.now() - startMs)) * 1e5) / 100)
  }
}
