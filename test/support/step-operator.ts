/** Runs one operator over rows given as plain arrays: the table tests of operators are written with it. */
import type { z } from 'zod'
import type { Operator, RowSpace } from '../../graph/engine/define/operator.js'
import { arrayOf, hasEvents, type Ports, type Schema } from '../../graph/engine/define/schema.js'

export type TableInput = { readonly [port: string]: { readonly [column: string]: ArrayLike<number> } }

export interface TableOutput {
  /** Columns of the output, NaN included; event columns come with `at`. */
  readonly columns: { readonly [column: string]: ArrayLike<number> }
  readonly saved: Uint8Array
}

/** Allocates the columns of a schema for S slices and N instruments; columns not given in `values` are 0 (u8, i32, u32) or NaN (f64). */
export const makeColumns = (
  schema: Schema,
  slices: number,
  count: number,
  values: { readonly [column: string]: ArrayLike<number> } = {},
): Record<string, any> => {
  const events = values['at'] ? Number(values['at'][slices]) : 0
  const columns: Record<string, any> = {}
  for (const [name, col] of Object.entries(schema)) {
    const length = col.shape === 'row' ? slices * count : col.shape === 'slice' ? slices : events
    const array = new arrayOf[col.kind](length)
    if (col.kind === 'f64') array.fill(Number.NaN)
    const given = values[name]
    if (given) for (let i = 0; i < length; i++) array[i] = given[i] ?? Number.NaN
    columns[name] = array
  }
  if (hasEvents(schema)) columns['at'] = Uint32Array.from(values['at'] ?? new Array(slices + 1).fill(0))
  return columns
}

/** Steps `op` over all slices and returns its output columns. Chunks have one length or the given ones in turn; by default there is one. */
export const stepOperator = <I extends Ports, O extends Schema, Z extends z.ZodType, S, W extends RowSpace>(
  op: Operator<I, O, Z, S, W>,
  config: z.input<Z>,
  world: NoInfer<W>,
  tsMs: ArrayLike<number>,
  input: TableInput,
  options: {
    readonly chunk?: number | readonly number[]
    readonly restoreEachChunk?: boolean
    /** When each slice closed; default its own time, as in a replay. */
    readonly asOfMs?: ArrayLike<number>
  } = {},
): TableOutput => {
  const slices = tsMs.length
  const count = world.rows.length
  const time = { tsMs: Float64Array.from(tsMs), asOfMs: Float64Array.from(options.asOfMs ?? tsMs) }
  const parsed = op.config.parse(config) as z.output<Z>
  let state = op.init(parsed, world)
  const ports: Record<string, any> = {}
  for (const [port, schema] of Object.entries(op.in)) ports[port] = makeColumns(schema, slices, count, input[port])
  const columns = makeColumns(op.out, slices, count)
  const out: any = columns
  if (hasEvents(op.out)) {
    out.reserve = (events: number) => {
      for (const [name, col] of Object.entries(op.out)) {
        if (col.shape !== 'event' || columns[name].length >= events) continue
        const grown = new arrayOf[col.kind](Math.max(events, columns[name].length * 2))
        grown.set(columns[name])
        columns[name] = grown
      }
    }
  }
  const lengths = [options.chunk ?? slices].flat()
  for (let from = 0, to = 0, n = 0; from < slices; from = to, n++) {
    to = Math.min(slices, from + lengths[n % lengths.length]!)
    if (options.restoreEachChunk && from > 0) state = op.init(parsed, world, op.save(state))
    op.step(state, time, ports as never, out, from, to)
  }
  if (hasEvents(op.out)) {
    // A function is equal to none but itself: two runs could not be compared with it.
    delete columns['reserve']
    for (const [name, col] of Object.entries(op.out)) {
      if (col.shape === 'event') columns[name] = columns[name].slice(0, columns['at'][slices])
    }
  }
  return { columns, saved: op.save(state) }
}
