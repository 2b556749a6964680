/** `sep backtest` as a user runs it, from the columnar cache to the summary line. */
import { benchData } from './data.js'
import { median } from './measure.js'
import { timedSep } from './timed-sep.js'

const RUNS = 3
export const benchBacktest = (data = benchData()): { readonly [name: string]: unknown } => {
  const once = () => {
    const { ms, cpuMs, out } = timedSep(['backtest', '--data', data, '--json'])
    return { ms, cpuMs, outputHash: (JSON.parse(out) as { outputHash: string }).outputHash }
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
