/** Many runs in one process, side by side: each turn of the event loop moves every one of them. */
import type { CrashLabel } from '../../sinks/broker/crash-points.js'
import { createRandom } from './random.js'
import { type CrashAt, type RunOptions, type RunResult, simulate } from './simulate.js'

const SIDE_BY_SIDE = 16

export interface Failure {
  readonly options: RunOptions
  readonly result: RunResult
}

/** Runs all; gives those that broke something, by rising seed, and what was seen on the way. */
export const runMany = async (
  all: Iterable<RunOptions>,
  onResult?: (options: RunOptions, result: RunResult) => void,
): Promise<readonly Failure[]> => {
  const failures: Failure[] = []
  const source = all[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = source.next(); !next.done; next = source.next()) {
      const result = await simulate(next.value)
      onResult?.(next.value, result)
      if (result.violations.length > 0) failures.push({ options: next.value, result })
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
  return failures.sort((a, b) => a.options.seed - b.options.seed)
}

/** How often a label is to be passed before the process dies there. */
export type Nth = 1 | 2 | 'random'

/** The run of one cell of the matrix; labels that need a scene get it. */
export const crashRun = (label: CrashLabel, nth: Nth, seed: number): RunOptions => {
  const n = nth === 'random' ? createRandom(seed ^ 0x5eed).int(3, label.startsWith('boot.') ? 4 : 12) : nth
  return { seed, crashes: [{ label, n }], ...sceneOf(label) }
}

/** Three processes in a row die, at any labels. */
export const deepRun = (labels: readonly CrashLabel[], seed: number): RunOptions => {
  const random = createRandom(seed ^ 0xdeeb)
  const crashes: CrashAt[] = [0, 1, 2].map(() => ({ label: random.pick(labels), n: random.int(1, 4) }))
  return { seed, crashes, ...(random.chance(0.2) ? { seededTrades: 1 } : {}), killScene: random.chance(0.2) }
}

const sceneOf = (label: CrashLabel): Partial<RunOptions> => {
  if (label.startsWith('kill.')) return { killScene: true }
  return label === 'boot.adopted' ? { seededTrades: 1 } : {}
}

/** One text for a person: what broke, and how to see it again. */
export const describeFailure = ({ options, result }: Failure): string => {
  const crashes = (options.crashes ?? []).map(({ label, n }) => `${label}:${n}`).join(',')
  return `seed ${options.seed}${crashes ? ` crash ${crashes}` : ''}: ${result.violations.slice(0, 4).join('; ')}`
}
