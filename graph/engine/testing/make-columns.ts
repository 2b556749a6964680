/** Columns of a schema for a test, filled from plain arrays. */
import { arrayOf, type Columns, hasEvents, type Schema } from '../define/schema.js'

export type ColumnValues = { readonly [column: string]: ArrayLike<number> }

/**
 * The columns of S slices of N rows. What `values` leaves out is NaN (f64) or 0 (u8, i32, u32). Event columns need `at` in `values`:
 * the events of slice s are at[s] .. at[s+1]-1. Without it there are none.
 */
export const makeColumns = <S extends Schema>(
  schema: S,
  slices: number,
  count: number,
  values: ColumnValues = {},
): Columns<S> => {
  const events = values['at'] ? Number(values['at'][slices]) : 0
  const columns = Object.entries(schema).map(([name, { kind, shape }]) => {
    const array = new arrayOf[kind](shape === 'row' ? slices * count : shape === 'slice' ? slices : events)
    if (kind === 'f64') array.fill(Number.NaN)
    const given = values[name]
    if (given) for (let i = 0; i < array.length; i++) array[i] = given[i] ?? Number.NaN
    return [name, array] as const
  })
  const at = hasEvents(schema) ? { at: Uint32Array.from(values['at'] ?? new Uint32Array(slices + 1)) } : {}
  return { ...Object.fromEntries(columns), ...at } as Columns<S>
}
