/** `sep backtest` as a user starts it, from the columnar cache to the summary line. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../deploy/root.js'
import { benchData } from './data.js'
import { median } from './measure.js'

const RUNS = 3

export const benchBacktest = (data = benchData()): { readonly [name: string]: unknown } => {
  const once = (): { readonly ms: number; readonly outputHash: string } => {
    const start = process.hrtime.bigint()
    const child = spawnSync(
      process.execPath,
      [join(packageRoot(), 'dist/cli/main.js'), 'backtest', '--data', data, '--json'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    )
    if (child.status !== 0) throw new Error('sep backtest failed')
    const ms = Number(process.hrtime.bigint() - start) / 1e6
    return { ms, outputHash: (JSON.parse(child.stdout) as { outputHash: string }).outputHash }
  }
  once()
  const runs = Array.from({ length: RUNS }, once)
  return { name: 'backtest', summaryMs: median(runs.map((run) => run.ms)), outputHash: runs[0]?.outputHash }
}
