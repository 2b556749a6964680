/** Medians of repeated runs: the machine is noisy. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Cost of a piece of work: wall-clock time, and CPU time of all threads of this process (collector and compiler included). */
export interface Spent {
  readonly wallSec: number
  readonly cpuSec: number
}

/** Starts measuring; the returned function ends it. */
export const stopwatch = (): (() => Spent) => {
  const start = process.hrtime.bigint()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { wallSec: Number(process.hrtime.bigint() - start) / 1e9, cpuSec: (user + system) / 1e6 }
  }
}

/** Cost of each of `runs` calls, after a warm-up call that does not count. */
export const timed = (runs: number, call: () => void): readonly Spent[] => {
  call()
  return Array.from({ length: runs }, () => {
    const stop = stopwatch()
    call()
    return stop()
  })
}

export const medianWallSec = (spent: readonly Spent[]): number => median(spent.map(({ wallSec }) => wallSec))
export const medianCpuSec = (spent: readonly Spent[]): number => median(spent.map(({ cpuSec }) => cpuSec))

/** Peak memory so far, MB. */
export const peakRssMb = (): number => process.resourceUsage().maxRSS / 1024
