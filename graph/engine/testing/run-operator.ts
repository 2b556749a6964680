/** Runs one operator over a table: for tests that say which output they expect. */
import type { z } from 'zod'
import type { Operator, RowSpace } from '../define/operator.js'
import { parseConfig } from '../define/parse-config.js'
import type { Ports, Schema } from '../define/schema.js'
import { type StepResult, stepFrames } from './step-frames.js'
import { type Table, typedTable } from './table.js'

export interface RunOptions {
  /** Slices of each frame, in turn. Default: all in one. */
  readonly frames?: readonly number[]
  /** A new instance resumes from the saved state after every frame. */
  readonly restore?: boolean
}

/** Gives the output columns over all slices, event columns with `at`, and the state at the end. */
export const runOperator = <I extends Ports, O extends Schema, Z extends z.ZodType, S, W extends RowSpace>(
  op: Operator<I, O, Z, S, W>,
  config: NoInfer<z.input<Z>>,
  rows: NoInfer<W>,
  input: Table,
  { frames = [input.tsMs.length], restore = false }: RunOptions = {},
): StepResult =>
  stepFrames(
    op,
    parseConfig(`operator ${op.kind}`, op.config, config) as never,
    rows,
    typedTable(op.in, input, rows.rows.length),
    {
      frames,
      restoreAt: () => restore,
    },
  )
