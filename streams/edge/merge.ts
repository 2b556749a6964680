/** Merges the slices of several edges into one. */
import type { EdgeSlice } from './records.js'
import { SepError } from '../../model/error-codes.js'
import type { AnyArray } from '../../graph/engine/run/frame.js'
import { arrayOf } from '../../graph/engine/define/schema.js'
import type { SliceColumn } from '../../graph/engine/run/slice-layout.js'
import type { World } from '../../model/world.js'
import type { EdgeReader } from './reader.js'

/** Picks the wanted columns; the rows of an instrument come from the edge that has it. */
export const mergeSlices = (
  edges: readonly EdgeReader[],
  wanted: readonly SliceColumn[],
  world: World,
): ((slices: readonly EdgeSlice[]) => readonly AnyArray[]) => {
  const plans = wanted.map((column) => {
    const holders = edges.flatMap(({ header }, e) => {
      const n = header.columns.findIndex(({ node, column: name }) => node === column.node && name === column.column)
      return n < 0 ? [] : [{ e, n, instruments: header.instruments }]
    })
    const all = holders.find(({ instruments }) => sameNames(instruments, world))
    if (!all && column.shape === 'event') {
      throw new SepError('bad-graph', `${column.node}.${column.column}: events cannot be cut by instrument`)
    }
    const rows = world.instruments.map(({ name }) => {
      const holder = holders.find(({ instruments }) => instruments.includes(name)) as (typeof holders)[number]
      return { e: holder.e, n: holder.n, k: holder.instruments.indexOf(name) }
    })
    return { column, complete: all ?? (column.shape === 'slice' ? holders[0] : undefined), rows }
  })
  return (slices) =>
    plans.map(({ column, complete, rows }) => {
      const columnOf = (e: number, n: number): AnyArray => slices[e]!.columns.at(n)!
      if (complete) return columnOf(complete.e, complete.n)
      const merged = new arrayOf[column.kind](rows.length)
      for (const [at, { e, n, k }] of rows.entries()) merged[at] = columnOf(e, n)[k]!
      return merged
    })
}

const sameNames = (names: readonly string[], world: World): boolean =>
  names.length === world.instruments.length && world.instruments.every(({ name }, k) => names[k] === name)
