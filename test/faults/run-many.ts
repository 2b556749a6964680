/** Many concurrent runs in one process: each turn of the event loop advances all of them. */
import { CRASH_LABELS, type CrashLabel } from '../../lib/crash-points.js'
import { LEASE_TTL_MS } from './root/open-trading.js'
import { createRandom } from './random.js'
import type { CrashAt, RunOptions } from './run-facts.js'
import { type RunResult, simulate } from './simulate.js'

const CONCURRENT_RUNS = 16

export interface Failure<T extends RunOptions = RunOptions> {
  readonly options: T
  readonly result: RunResult
}

/** Runs all of them; returns the failures ordered by seed. `onResult` receives every result. */
export const runMany = async <T extends RunOptions>(
  all: Iterable<T>,
  onResult?: (options: T, result: RunResult) => void,
): Promise<readonly Failure<T>[]> => {
  const failures: Failure<T>[] = []
  const source = all[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = source.next(); !next.done; next = source.next()) {
      const result = await simulate(next.value)
      onResult?.(next.value, result)
      if (result.violations.length > 0) failures.push({ options: next.value, result })
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT_RUNS }, worker))
  return failures.sort((a, b) => a.options.seed - b.options.seed)
}

/** At which hit of a label the process dies. */
export type Nth = 1 | 2 | 'random'
export const NTHS: readonly Nth[] = [1, 2, 'random']

/** The run of one cell of the matrix, with the scene that its label needs. */
export const crashRun = (label: CrashLabel, nth: Nth, seed: number): RunOptions => {
  const n = nth === 'random' ? createRandom(seed ^ 0x5eed).int(3, label.startsWith('boot.') ? 4 : 12) : nth
  return { seed, crashes: [{ label, n }], ...sceneOf(label) }
}

/** Labels that every trading process passes. */
const OFTEN = CRASH_LABELS.filter((label) => !/^(boot\.adopted|kill\.)/.test(label))

/** Three consecutive processes die: the first at the label, the others at random labels, on the first hit. */
export const deepRun = (label: CrashLabel, seed: number): RunOptions => {
  const random = createRandom(seed ^ 0xdeeb)
  const crashes: CrashAt[] = [label, random.pick(OFTEN), random.pick(OFTEN)].map((at) => ({ label: at, n: 1 }))
  return { seed, crashes, ...sceneOf(label) }
}

/** Labels between taking the lease and the first slice. */
const RECOVERY = ['boot.replayed', 'boot.reconciled', 'outcome.before', 'outcome.after'] as const

/** A process dies at the label, and the next three die while recovering. */
export const recoveryRun = (label: CrashLabel, seed: number): RunOptions => {
  const random = createRandom(seed ^ 0xb007)
  const deaths = [0, 1, 2].map(() => ({ label: random.pick(RECOVERY), n: 1 }))
  return { seed, crashes: [{ label, n: random.int(1, 2) }, ...deaths], ...sceneOf(label) }
}

/** The bytes of a request are sent in one piece: no process is paused in the middle of them. */
export const STOP_LABELS = CRASH_LABELS.filter((label) => !/^(http\.(headers|body-half)|boot\.adopted)$/.test(label))

/** The owner is paused for 0.5 to 5 leases while another process waits for the account. */
export const takeOverRun = (label: CrashLabel, nth: Nth, seed: number): RunOptions => {
  const random = createRandom(seed ^ 0x7a6e)
  const n = nth === 'random' ? random.int(3, 8) : nth
  const stops = [0, 1].map(() => ({ label, n, ms: Math.round(random.between(0.5, 5) * LEASE_TTL_MS) }))
  return { seed, stops, twoInstances: true, ...sceneOf(label) }
}

const sceneOf = (label: CrashLabel): Partial<RunOptions> => {
  if (label.startsWith('kill.')) return { killScene: true }
  return label === 'boot.adopted' ? { seededTrades: 1 } : {}
}

/** A readable description: what broke, and how to reproduce it. */
export const describeFailure = ({ options, result }: Failure): string => {
  const crashes = (options.crashes ?? []).map(({ label, n }) => `${label}:${n}`).join(',')
  return `seed ${options.seed}${crashes ? ` crash ${crashes}` : ''}: ${result.violations.slice(0, 4).join('; ')}`
}
