/** Writes execution rows into the one slice of a live frame. */
import type { OutColumns } from '../../graph/engine/define/schema.js'
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { schemas } from '../../model/columns.js'
import { nodes } from '../../model/nodes.js'
import type { ExecutionRow } from './record.js'

const NAMES = Object.keys(schemas.execution) as (keyof typeof schemas.execution)[]

export const writeExecutionRows = (frame: Frame, rows: readonly ExecutionRow[]): void => {
  const execution = columnsOf(frame, nodes.execution) as OutColumns<typeof schemas.execution>
  execution.reserve(rows.length)
  for (const name of NAMES) {
    const column = execution[name]
    for (let e = 0; e < rows.length; e++) column[e] = rows[e]![name]
  }
  execution.at[0] = 0
  execution.at[1] = rows.length
}
