/** Tests an operator against the laws of the engine: what an author would have to think of is tried out, from one seed. */
import type { z } from 'zod'
import type { Operator, RowSpace } from '../define/operator.js'
import { parseConfig } from '../define/parse-config.js'
import type { Ports, Schema } from '../define/schema.js'
import { checkRows, checkTable } from './check-input.js'
import { canonicalState } from './laws/canonical-state.js'
import { cutAnywhere } from './laws/cut-anywhere.js'
import { deterministic } from './laws/deterministic.js'
import { givenText, type Law, stepTrial, type LawTrial } from './laws/law.js'
import { noAmbient } from './laws/no-ambient.js'
import { noLookAhead } from './laws/no-look-ahead.js'
import { ownState } from './laws/own-state.js'
import { readsOnly } from './laws/reads-only.js'
import { snapshotAnywhere } from './laws/snapshot-anywhere.js'
import { writesAllRows } from './laws/writes-all-rows.js'
import { writesOwnRows } from './laws/writes-own-rows.js'
import { seededRandom } from './seeded-random.js'
import { type Table, typedTable } from './table.js'

export interface OperatorTest<W extends RowSpace> {
  readonly rows: W
  /** Valid input, by port. What never occurs in it is not tested: make the operator work. */
  readonly input: Table
  readonly seed: number
  /** Random cuts, restores and futures that are tried; default 12. */
  readonly runs?: number
}

/** What the operator did with the input, so that a test can assert that it was not idle. */
export interface OperatorReport {
  readonly slices: number
  /** Different values in each output column. */
  readonly distinct: { readonly [column: string]: number }
}

/** The special before the general: a clock or a look-ahead would break a later law, too, under a name that explains less. */
const LAWS: readonly Law[] = [
  noAmbient,
  deterministic,
  ownState,
  readsOnly,
  writesOwnRows,
  writesAllRows,
  noLookAhead,
  cutAnywhere,
  canonicalState,
  snapshotAnywhere,
]

/** A broken law is a `LawError` that names the law, the operator's kind, slice, row and column, and the seed. */
export const testOperator = <I extends Ports, O extends Schema, Z extends z.ZodType, S, W extends RowSpace>(
  op: Operator<I, O, Z, S, W>,
  config: NoInfer<z.input<Z>>,
  { rows, input, seed, runs = 12 }: OperatorTest<NoInfer<W>>,
): OperatorReport => {
  const where = `operator ${op.kind}`
  checkRows(where, rows)
  checkTable(where, 'port', op.in, input, rows.rows.length)
  const parsed = parseConfig(where, op.config, config)
  const trial: LawTrial = {
    op,
    config: parsed,
    rows,
    given: givenText({ config: parsed, rows }),
    table: typedTable(op.in, input, rows.rows.length),
    seed,
    random: seededRandom(seed),
    runs,
  }
  for (const law of LAWS) law(trial)
  const { columns } = stepTrial(trial, { frames: [1] })
  const distinct = Object.entries(columns).map(([name, values]) => [name, new Set(values).size] as const)
  return { slices: trial.table.slices, distinct: Object.fromEntries(distinct) }
}
