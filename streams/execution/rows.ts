/** Puts execution rows into the one slice of a live frame. */
import type { AnyArray, Frame, NodeColumns } from '../../graph/engine/run/frame.js'
import { schemas } from '../../model/columns.js'
import type { ExecutionRow } from './record.js'

const NAMES = Object.keys(schemas.execution) as (keyof typeof schemas.execution)[]

export const writeExecutionRows = (frame: Frame, rows: readonly ExecutionRow[]): void => {
  const execution = frame.columns['execution'] as NodeColumns
  ;(execution['reserve'] as (events: number) => void)(rows.length)
  for (const name of NAMES) {
    const column = execution[name] as AnyArray
    for (let e = 0; e < rows.length; e++) column[e] = (rows[e] as ExecutionRow)[name]
  }
  const at = execution['at'] as Uint32Array
  at[0] = 0
  at[1] = rows.length
}
