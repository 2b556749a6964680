/** The runs of a seed, each with the flags that reproduce it. */
import { CRASH_LABELS, type CrashLabel } from '../../lib/crash-points.js'
import { crashRun, deepRun, type Nth, NTHS, recoveryRun, STOP_LABELS, takeOverRun } from './run-many.js'
import type { RunOptions } from './run-facts.js'

/** One crash; one paused owner; three consecutive crashes; a crash and three more during the recovery. */
export const RUN_KINDS = ['crash', 'takeover', 'deep', 'recovery'] as const
export type RunKind = (typeof RUN_KINDS)[number]

export interface SeedPlan {
  readonly from: number
  readonly seeds: number
  readonly kinds: readonly RunKind[]
  /** Null = all. */
  readonly label: CrashLabel | null
  /** Null = all. */
  readonly nth: Nth | null
}
export interface PlannedRun extends RunOptions {
  /** Flags of `npm run faults --`. */
  readonly flags: string
}

/** Each seed runs one in SHARE labels of a kind: the costlier kinds rotate through them. */
const SHARE: Readonly<Record<RunKind, number>> = { crash: 1, takeover: 1, deep: 5, recovery: 5 }

/** The runs of every seed with (seed - from) % workers = worker. */
export const plannedRuns = function* (plan: SeedPlan, worker = 0, workers = 1): Generator<PlannedRun> {
  for (let i = worker; i < plan.seeds; i += workers)
    for (const kind of plan.kinds) yield* runsOf(plan, kind, plan.from + i)
}

export const countRuns = (plan: SeedPlan): number => {
  // The number of runs per seed repeats with a period of the largest share.
  const cycle = Math.max(...Object.values(SHARE))
  const count = (seeds: number) => [...plannedRuns({ ...plan, from: 0, seeds })].length
  return Math.floor(plan.seeds / cycle) * count(cycle) + count(plan.seeds % cycle)
}

const runsOf = function* (plan: SeedPlan, kind: RunKind, seed: number): Generator<PlannedRun> {
  const labels = kind === 'takeover' ? STOP_LABELS : CRASH_LABELS
  for (const [k, label] of labels.entries()) {
    if (plan.label === null ? (k + seed) % SHARE[kind] !== 0 : plan.label !== label) continue
    for (const nth of nthsOf(plan, kind, seed)) {
      const times = kind === 'crash' || kind === 'takeover' ? ` --nth ${nth}` : ''
      yield {
        ...made(kind, label, nth, seed),
        flags: `--from ${seed} --seeds 1 --kind ${kind} --label ${label}${times}`,
      }
    }
  }
}

const nthsOf = ({ nth }: SeedPlan, kind: RunKind, seed: number): readonly Nth[] => {
  if (kind === 'deep' || kind === 'recovery') return [1]
  if (nth !== null) return [nth]
  return kind === 'crash' ? NTHS : [NTHS[seed % NTHS.length]!]
}

const made = (kind: RunKind, label: CrashLabel, nth: Nth, seed: number): RunOptions => {
  if (kind === 'crash') return crashRun(label, nth, seed)
  if (kind === 'takeover') return takeOverRun(label, nth, seed)
  return kind === 'deep' ? deepRun(label, seed) : recoveryRun(label, seed)
}
