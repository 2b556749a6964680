/** Records what a running graph gives to one of its nodes: valid input for `testOperator`, without making it up. */
import type { Graph } from '../define/define.js'
import { hasEvents } from '../define/schema.js'
import type { AnyArray, NodeColumns } from '../run/frame.js'
import type { FrameSink } from '../run/rx.js'
import { badArgument } from './check-input.js'
import type { Table } from './table.js'

export interface PortRecorder extends FrameSink {
  /** All slices so far. */
  table(): Table
}

export const recordPorts = (graph: Graph, node: string): PortRecorder => {
  const reader = graph.nodes.find(({ id }) => id === node)
  if (!reader)
    return badArgument(`graph ${graph.name}: no node '${node}'; known: ${graph.nodes.map(({ id }) => id).join(', ')}`)
  const times: { readonly tsMs: number[]; readonly asOfMs: number[] } = { tsMs: [], asOfMs: [] }
  const ports = Object.entries(reader.ports).map(([port, schema]) => {
    const columns = Object.entries(schema).map(([name, { shape }]) => ({ name, shape, values: [] as number[] }))
    const wire = reader.wires[port] as (typeof reader.wires)[string]
    return { port, wire, columns, eventful: hasEvents(schema), at: [0], rows: { count: 0 } }
  })
  return {
    write: (frame) => {
      for (let s = 0; s < frame.slices; s++) {
        times.tsMs.push(frame.time.tsMs[s] as number)
        times.asOfMs.push(frame.time.asOfMs[s] as number)
      }
      for (const { wire, columns, at, rows } of ports) {
        rows.count = frame.count
        const given = frame.columns[wire.node] as NodeColumns
        const index = given['at'] as Uint32Array | undefined
        const before = at.at(-1) ?? 0
        if (index) for (let s = 0; s < frame.slices; s++) at.push(before + (index[s + 1] as number))
        for (const { name, shape, values } of columns) {
          const width = shape === 'row' ? frame.count : 1
          const length = shape === 'event' ? (index?.[frame.slices] ?? 0) : frame.slices * width
          // What a feedback carries is one slice old: nothing before the first.
          if (wire.delay && values.length === 0) for (let k = 0; k < width; k++) values.push(0)
          for (const value of (given[name] as AnyArray).subarray(0, length)) values.push(value)
        }
      }
    },
    table: () => ({
      ...times,
      columns: Object.fromEntries(
        ports.map(({ port, wire, columns, eventful, at, rows }) => [
          port,
          {
            // The last slice of a feedback belongs to the slice to come.
            ...Object.fromEntries(
              columns.map(({ name, shape, values }) => [
                name,
                wire.delay ? values.slice(0, times.tsMs.length * (shape === 'row' ? rows.count : 1)) : values,
              ]),
            ),
            ...(eventful ? { at } : {}),
          },
        ]),
      ),
    }),
  }
}
