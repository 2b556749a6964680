/** Medians of repeated runs: the machine is noisy. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Seconds of each of `runs` calls after one that is not counted. */
export const timed = (runs: number, call: () => void): readonly number[] => {
  call()
  return Array.from({ length: runs }, () => {
    const before = process.hrtime.bigint()
    call()
    return Number(process.hrtime.bigint() - before) / 1e9
  })
}

/** Megabytes at most so far. */
export const peakRssMb = (): number => process.resourceUsage().maxRSS / 1024
