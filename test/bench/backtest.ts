/** `sep backtest` as a user runs it, from the columnar cache to the summary line. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { benchData } from './data.js'
import { median } from './measure.js'

const RUNS = 3
/** Imported into a process, it writes the process's CPU time in microseconds to file descriptor 3. */
const CPU_METER = `data:text/javascript,${encodeURIComponent(
  [
    "import { writeSync } from 'node:fs'",
    "process.on('exit', () => { const { user, system } = process.cpuUsage(); writeSync(3, String(user + system)) })",
  ].join(';'),
)}`

export const benchBacktest = (data = benchData()): { readonly [name: string]: unknown } => {
  const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url))
  const once = (): { readonly ms: number; readonly cpuMs: number; readonly outputHash: string } => {
    const start = process.hrtime.bigint()
    const child = spawnSync(process.execPath, ['--import', CPU_METER, main, 'backtest', '--data', data, '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    })
    if (child.status !== 0) throw new Error('sep backtest failed')
    const ms = Number(process.hrtime.bigint() - start) / 1e6
    const cpuMs = Number(child.output[3]) / 1000
    return { ms, cpuMs, outputHash: (JSON.parse(child.stdout) as { outputHash: string }).outputHash }
  }
  once()
  const runs = Array.from({ length: RUNS }, once)
  return {
    name: 'backtest',
    summaryMs: median(runs.map((run) => run.ms)),
    summaryCpuMs: median(runs.map((run) => run.cpuMs)),
    outputHash: runs[0]?.outputHash,
  }
}
