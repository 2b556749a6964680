/** A slice in the simulated journal. */
import { schemas } from '../../model/columns.js'
import type { ExecutionRow } from '../../streams/execution/record.js'

export interface JournaledSlice {
  readonly seq: number
  readonly tsMs: number
  readonly previous: string
  /** False: the clock was off, so that nothing may increase. */
  readonly connected: boolean
  readonly rows: readonly ExecutionRow[]
}

const COLUMNS = Object.keys(schemas.execution) as (keyof ExecutionRow)[]

/** JSON has no NaN. */
export const sliceText = (slice: JournaledSlice): string =>
  JSON.stringify({ ...slice, rows: slice.rows.map((row) => COLUMNS.map((column) => row[column])) })
export const sliceOf = (text: string): JournaledSlice => {
  const slice = JSON.parse(text) as Omit<JournaledSlice, 'rows'> & { readonly rows: readonly (number | null)[][] }
  return { ...slice, rows: slice.rows.map(rowOf) }
}
const rowOf = (values: readonly (number | null)[]): ExecutionRow => {
  const row: { [column: string]: number } = {}
  for (let i = 0; i < COLUMNS.length; i++) row[COLUMNS[i]!] = values[i] ?? Number.NaN
  return row as unknown as ExecutionRow
}
