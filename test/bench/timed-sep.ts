/** Runs `sep` in a process of its own and meters it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Imported into a process, it writes the process's CPU time in microseconds to file descriptor 3. */
const CPU_METER = `data:text/javascript,${encodeURIComponent(
  [
    "import { writeSync } from 'node:fs'",
    "process.on('exit', () => { const { user, system } = process.cpuUsage(); writeSync(3, String(user + system)) })",
  ].join(';'),
)}`

export interface TimedSep {
  readonly ms: number
  readonly cpuMs: number
  readonly out: string
}

export const timedSep = (args: readonly string[]): TimedSep => {
  const main = fileURLToPath(new URL('../../cli/main.js', import.meta.url))
  const start = process.hrtime.bigint()
  const child = spawnSync(process.execPath, ['--import', CPU_METER, main, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    maxBuffer: 1 << 28,
  })
  if (child.status !== 0) throw new Error(`sep ${args[0]} failed`)
  return { ms: Number(process.hrtime.bigint() - start) / 1e6, cpuMs: Number(child.output[3]) / 1000, out: child.stdout }
}
