/** A law of operators: it steps one and throws a `LawError` where the law is broken. */
import type { AnyOperator, RowSpace } from '../../define/operator.js'
import { canonicalJson } from '../../hash/hash.js'
import { LawError, type LawName, type LawPlace } from '../law-error.js'
import type { SeededRandom } from '../seeded-random.js'
import { type StepPlan, type StepResult, stepFrames } from '../step-frames.js'
import type { TypedTable } from '../table.js'

export interface LawTrial {
  readonly op: AnyOperator
  /** Parsed. */
  readonly config: unknown
  readonly rows: RowSpace
  /** `givenText` of both before anything ran. */
  readonly given: ReturnType<typeof givenText>
  readonly table: TypedTable
  readonly seed: number
  readonly random: SeededRandom
  /** Random cuts that a law tries. */
  readonly runs: number
}

export type Law = (trial: LawTrial) => void

export const lawError = (
  { op, seed, table, rows }: Pick<LawTrial, 'op' | 'seed' | 'table' | 'rows'>,
  law: LawName,
  detail: string,
  at: { readonly slice?: number; readonly row?: number; readonly column?: string } = {},
  options?: ErrorOptions,
): LawError => {
  const place: LawPlace = {
    kind: op.kind,
    seed,
    ...(at.slice === undefined ? {} : { slice: at.slice, tsMs: table.tsMs[at.slice] ?? Number.NaN }),
    ...(at.row === undefined ? {} : { row: rows.rows[at.row]?.name ?? String(at.row) }),
    ...(at.column === undefined ? {} : { column: at.column }),
  }
  return new LawError(law, place, detail, options)
}

/** Configuration and rows as text: an operator that changes them changes it. */
export const givenText = ({
  config,
  rows,
}: Pick<LawTrial, 'config' | 'rows'>): { readonly config: string; readonly rows: string } => ({
  config: canonicalJson(config),
  rows: canonicalJson(rows),
})

/**
 * A run of the trial's operator; what it throws breaks the law `never-throws`. All trials share configuration and rows, so that each run
 * is checked: a change by the first would be the same in all others.
 */
export const stepTrial = (trial: LawTrial, plan: StepPlan, table: TypedTable = trial.table): StepResult => {
  const reached = { slice: 0 }
  const around: NonNullable<StepPlan['around']> = (memory, first, from, to, step) => {
    reached.slice = first + from
    if (plan.around) plan.around(memory, first, from, to, step)
    else step()
  }
  try {
    const result = stepFrames(trial.op, trial.config as never, trial.rows as never, table, { ...plan, around })
    const found = givenText(trial)
    for (const part of ['config', 'rows'] as const) {
      if (found[part] !== trial.given[part]) throw lawError(trial, 'reads-only', `it changed its ${part}`)
    }
    return result
  } catch (error) {
    if (error instanceof LawError) throw error
    const text = error instanceof Error ? error.message : String(error)
    throw lawError(trial, 'never-throws', `it threw '${text}'`, reached, { cause: error })
  }
}

/** Lengths from 1 to `most`, a few of them: frames and steps are cut by such lists, again and again. */
export const randomCuts = (random: SeededRandom, most: number): readonly number[] =>
  Array.from({ length: random(1, 5) }, () => random(1, Math.max(1, most)))
