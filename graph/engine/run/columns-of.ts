/** The columns of one node in a frame, with the types that its schema gives them. */
import { assert } from '../../../lib/errors.js'
import type { Columns, Schema } from '../define/schema.js'
import type { Frame } from './frame.js'

/** A node by id, with its schema. Every wire is one. */
export interface NodeRef<S extends Schema = Schema> {
  readonly node: string
  readonly schema: S
}

/** The frame must have the node: where a graph may lack it, check with `hasNode` first. */
export const columnsOf = <S extends Schema>(frame: Frame, { node }: NodeRef<S>): Columns<S> => {
  const columns = frame.columns[node]
  assert(columns, `the frame has no columns of node ${node}`)
  return columns as unknown as Columns<S>
}

/** True where the frame has columns of the node. */
export const hasNode = (frame: Frame, { node }: NodeRef): boolean => frame.columns[node] !== undefined
