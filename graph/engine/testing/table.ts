/** Input of a test as plain arrays: columns over all slices, by port of an operator or by source of a graph. */
import { arrayOf, type Ports, type Schema } from '../define/schema.js'
import type { AnyArray } from '../run/frame.js'
import { type ColumnValues, makeColumns } from './make-columns.js'

export interface Table {
  /** Event time of each slice, strictly increasing. */
  readonly tsMs: ArrayLike<number>
  /** When each slice closed. Default: its event time, as in a replay. */
  readonly asOfMs?: ArrayLike<number>
  /**
   * Columns by port or source. Row columns: slice s, row k at s * rows + k. Event columns come with `at`: the events of slice s are
   * at[s] .. at[s+1]-1. `runOperator` takes less: what is left out is NaN (f64), 0 (u8, i32, u32), no event.
   */
  readonly columns: { readonly [port: string]: ColumnValues }
}

/** A table with typed columns: what the frames of a test are filled from. */
export interface TypedTable {
  readonly slices: number
  readonly count: number
  readonly tsMs: Float64Array
  readonly asOfMs: Float64Array
  readonly columns: { readonly [port: string]: { readonly [column: string]: AnyArray } }
}

export const typedTable = (ports: Ports, table: Table, count: number): TypedTable => ({
  slices: table.tsMs.length,
  count,
  tsMs: Float64Array.from(table.tsMs),
  asOfMs: Float64Array.from(table.asOfMs ?? table.tsMs),
  columns: Object.fromEntries(
    Object.entries(ports).map(([port, schema]) => [
      port,
      makeColumns(schema, table.tsMs.length, count, table.columns[port]) as { readonly [column: string]: AnyArray },
    ]),
  ),
})

/** The same table with the slices after `last` in reverse order: another future, made of values that occur. Event times stay. */
export const changedFuture = (ports: Ports, table: TypedTable, last: number): TypedTable => {
  const { slices } = table
  const order = Array.from({ length: slices }, (_, s) => (s <= last ? s : slices - (s - last)))
  const columns = Object.entries(ports).map(
    ([port, schema]) => [port, reordered(schema, table.columns[port] ?? {}, order, table.count)] as const,
  )
  return { ...table, columns: Object.fromEntries(columns) }
}

const reordered = (
  schema: Schema,
  given: { readonly [column: string]: AnyArray },
  order: readonly number[],
  count: number,
): { readonly [column: string]: AnyArray } => {
  const at = given['at'] as Uint32Array | undefined
  const changed = Object.entries(schema).map(([name, { kind, shape }]) => {
    const values = given[name] as AnyArray
    const width = shape === 'row' ? count : 1
    const rows = order.flatMap((s) => [
      ...(shape === 'event' ? values.subarray(at?.[s], at?.[s + 1]) : values.subarray(s * width, (s + 1) * width)),
    ])
    return [name, new arrayOf[kind](rows)] as const
  })
  if (!at) return Object.fromEntries(changed)
  const ends = new Uint32Array(at.length)
  for (const [n, s] of order.entries()) ends[n + 1] = (ends[n] ?? 0) + (at[s + 1] ?? 0) - (at[s] ?? 0)
  return { ...Object.fromEntries(changed), at: ends }
}
