/** Blanks of an operator: written once for a frame, column by column, before its steps. */
import type { AnyOperator } from '../define/operator.js'
import type { Schema } from '../define/schema.js'
import { GraphError } from '../errors.js'
import type { AnyArray, NodeColumns } from './frame.js'

/** Writes the operator's blanks into the first `rows` rows of its output. */
export type BlankRows = (rows: number) => void

export const blankRows = (op: AnyOperator, output: NodeColumns): BlankRows => {
  const blanks = Object.entries((op.blank ?? {}) as { readonly [column: string]: number }).map(([column, value]) => {
    if ((op.out as Schema)[column]?.shape !== 'row') {
      throw new GraphError('bad-graph', `operator ${op.kind}: blank '${column}' is no row column of its output`)
    }
    return { values: output[column] as AnyArray, value }
  })
  return (rows) => {
    for (const { values, value } of blanks) values.fill(value, 0, rows)
  }
}
