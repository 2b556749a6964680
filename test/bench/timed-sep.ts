/** Runs `sep` in a process of its own and meters it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Imported into a process, it writes the process's CPU time in microseconds and its peak memory in KB to file descriptor 3. */
const METER = `data:text/javascript,${encodeURIComponent(
  [
    "import { writeSync } from 'node:fs'",
    'const { cpuUsage, resourceUsage } = process',
    'const meter = () => { const { user, system } = cpuUsage(); writeSync(3, `${user + system} ${resourceUsage().maxRSS}`) }',
    "process.on('exit', meter)",
  ].join(';'),
)}`

export interface TimedSep {
  readonly ms: number
  readonly cpuMs: number
  readonly peakRssMb: number
  readonly out: string
}

export const timedSep = (args: readonly string[]): TimedSep => {
  const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url))
  const start = process.hrtime.bigint()
  const child = spawnSync(process.execPath, ['--import', METER, main, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    maxBuffer: 1 << 28,
  })
  if (child.status !== 0) throw new Error(`sep ${args[0]} failed`)
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  const [cpuUs = 0, peakKb = 0] = (child.output[3] ?? '').split(' ').map(Number)
  return { ms, cpuMs: cpuUs / 1000, peakRssMb: Math.round(peakKb / 1024), out: child.stdout }
}
