/** Steps one operator over a table as the engine would: in frames and steps cut as planned, in memory that is poisoned around them. */
import type { z } from 'zod'
import type { Graph } from '../define/define.js'
import type { AnyOperator, RowSpace } from '../define/operator.js'
import { arrayOf, hasEvents, type Schema } from '../define/schema.js'
import { blankRows } from '../run/blank-rows.js'
import { type AnyArray, createFrame, type Frame, type NodeColumns } from '../run/frame.js'
import { type Poison, poisonColumns, poisonTime } from './poison.js'
import type { TypedTable } from './table.js'

export interface StepPlan {
  /** Slices of each frame, in turn, from the start again at the end. */
  readonly frames: readonly number[]
  /** Slices of each step within a frame, in turn. Default: the whole frame. The members of a loop get one slice at a time. */
  readonly steps?: readonly number[]
  /** After so many slices the state is saved and a new instance resumes from it; asked at the end of each frame. */
  readonly restoreAt?: (slices: number) => boolean
  /** In the memory behind a frame's last slice. */
  readonly beyond?: Poison
  /** In the output before a frame. */
  readonly unwritten?: Poison
  /** Around every call of the operator. */
  readonly call?: <T>(act: () => T) => T
  /** Around every step. `first` is the index of the frame's first slice. */
  readonly around?: (memory: StepMemory, first: number, from: number, to: number, step: () => void) => void
}

export interface StepMemory {
  readonly frame: Frame
  readonly input: { readonly [port: string]: NodeColumns }
  readonly output: NodeColumns
}

/** What came out: output columns over all slices, event columns with `at`, and the state at the end. */
export interface StepResult {
  readonly columns: { readonly [column: string]: AnyArray }
  readonly saved: Uint8Array
}

/** Slices behind the longest frame: room for what an operator must not read. */
const SPARE = 2
/** No port can have this name. */
const OUTPUT = ' output'

export const stepFrames = <W extends RowSpace>(
  op: AnyOperator<W>,
  config: z.output<z.ZodType>,
  rows: W,
  table: TypedTable,
  plan: StepPlan,
): StepResult => {
  const call = plan.call ?? (<T>(act: () => T) => act())
  const around = plan.around ?? ((_memory, _first, _from, _to, step) => step())
  const { beyond = 0, unwritten = 0 } = plan
  const memory = createMemory(op, rows, Math.min(table.slices, Math.max(...plan.frames)) + SPARE)
  const { frame, input, output } = memory
  const blank = blankRows(op, output)
  const result = collector(op.out, table)
  let state = call(() => op.init(config, rows))
  let steps = 0
  for (let first = 0, n = 0; first < table.slices; n++) {
    const slices = Math.min(plan.frames[n % plan.frames.length] ?? 1, table.slices - first)
    fillFrame(op.in, memory, table, first, slices, beyond)
    poisonColumns(op.out, output, { from: 0, events: 0, count: table.count, poison: unwritten })
    blank(slices * table.count)
    if (hasEvents(op.out)) (output['at'] as Uint32Array).fill(0xffff, 1)
    for (let from = 0; from < slices; ) {
      const to = Math.min(slices, from + (plan.steps?.[steps++ % plan.steps.length] ?? slices))
      around(memory, first, from, to, () =>
        call(() => op.step(state, frame.time, input as never, output as never, from, to)),
      )
      from = to
    }
    result.take(output, first, slices)
    first += slices
    if (plan.restoreAt?.(first) === true) state = call(() => op.init(config, rows, op.save(state)))
  }
  return { columns: result.columns(), saved: call(() => op.save(state)) }
}

/** A frame of the operator's ports and output: `createFrame` needs no more of a graph than nodes with their columns. */
const createMemory = <W extends RowSpace>(op: AnyOperator<W>, rows: W, capacity: number): StepMemory => {
  const node = (id: string, schema: Schema) =>
    ({ id, schema, role: 'source', kind: '', doc: '', ports: {}, wires: {} }) as const
  const ports = Object.entries(op.in as { readonly [port: string]: Schema })
  const nodes = [...ports.map(([port, schema]) => node(port, schema)), node(OUTPUT, op.out)]
  const { frame } = createFrame({ name: op.kind, nodes, sinks: [] } satisfies Graph, rows, capacity)
  const input = Object.fromEntries(ports.map(([port]) => [port, frame.columns[port] as NodeColumns]))
  return { frame, input, output: frame.columns[OUTPUT] as NodeColumns }
}

const fillFrame = (
  ports: { readonly [port: string]: Schema },
  { frame, input }: StepMemory,
  table: TypedTable,
  first: number,
  slices: number,
  poison: Poison,
): void => {
  const { count } = frame
  frame.slices = slices
  for (const name of ['tsMs', 'asOfMs'] as const) {
    frame.time[name].set(table[name].subarray(first, first + slices))
    poisonTime(frame.time[name], slices, poison)
  }
  for (const [port, schema] of Object.entries(ports)) {
    const given = table.columns[port] as TypedTable['columns'][string]
    const columns = input[port] as NodeColumns
    const [begin, events] = hasEvents(schema) ? fillIndex(given['at'] as Uint32Array, columns, first, slices) : [0, 0]
    for (const [name, { shape }] of Object.entries(schema)) {
      const values = given[name] as AnyArray
      const width = shape === 'row' ? count : 1
      const part =
        shape === 'event'
          ? values.subarray(begin, begin + events)
          : values.subarray(first * width, (first + slices) * width)
      ;(columns[name] as Float64Array).set(part as Float64Array)
    }
    poisonColumns(schema, columns, { from: slices, events, count, poison })
  }
}

/** Writes the frame's `at`; gives where the frame's events begin in the table, and how many there are. */
const fillIndex = (given: Uint32Array, columns: NodeColumns, first: number, slices: number): [number, number] => {
  const at = columns['at'] as Uint32Array
  const begin = given[first] ?? 0
  for (let s = 0; s < at.length; s++) at[s] = (given[Math.min(first + s, first + slices)] ?? 0) - begin
  const events = at[slices] ?? 0
  ;(columns['reserve'] as (events: number) => void)(events)
  return [begin, events]
}

const collector = (schema: Schema, { slices, count }: TypedTable) => {
  const at = new Uint32Array(slices + 1)
  const events: { readonly [column: string]: number[] } = Object.fromEntries(
    Object.entries(schema).flatMap(([name, { shape }]) => (shape === 'event' ? [[name, []]] : [])),
  )
  const columns = Object.entries(schema).flatMap(([name, { kind, shape }]) =>
    shape === 'event'
      ? []
      : [
          {
            name,
            width: shape === 'row' ? count : 1,
            values: new arrayOf[kind](slices * (shape === 'row' ? count : 1)),
          },
        ],
  )
  return {
    take: (output: NodeColumns, first: number, taken: number): void => {
      for (const { name, width, values } of columns) {
        ;(values as Float64Array).set((output[name] as Float64Array).subarray(0, taken * width), first * width)
      }
      if (!hasEvents(schema)) return
      const index = output['at'] as Uint32Array
      for (let s = 0; s < taken; s++) at[first + s + 1] = (at[first] ?? 0) + (index[s + 1] ?? 0)
      for (const [name, list] of Object.entries(events)) {
        for (const value of (output[name] as AnyArray).subarray(0, index[taken])) list.push(value)
      }
    },
    columns: (): { readonly [column: string]: AnyArray } => ({
      ...Object.fromEntries(columns.map(({ name, values }) => [name, values])),
      ...Object.fromEntries(
        Object.entries(events).map(([name, list]) => [name, new arrayOf[(schema[name] as Schema[string]).kind](list)]),
      ),
      ...(hasEvents(schema) ? { at } : {}),
    }),
  }
}
