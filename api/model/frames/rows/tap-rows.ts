/** Rows of one node in the newest slices. */
import type { RecordedSlice } from '../../../../graph/engine/run/record-slices.js'
import { ApiError } from '../../../routes/api-error.js'
import type { FrameReads } from '../../frame-reads.js'
import type { FrameContext } from '../frame-context.js'
import { orNull } from '../slice-look.js'

type Tap = ReturnType<FrameReads['tap']>

/** At most `limit` rows, newest slice first; of one instrument where it is named. Columns of events are left out of the rows. */
export const tapRows = (
  { graph, world }: FrameContext,
  slices: readonly RecordedSlice[],
  id: string,
  limit: number,
  instrument?: string,
): Tap => {
  const node = graph.nodes.find((each) => each.id === id)
  if (!node)
    throw new ApiError('not-found', `node ${id}: the graph has ${graph.nodes.map((each) => each.id).join(', ')}`)
  const columns = Object.entries(node.schema).map(([name, { shape, kind }]) => ({ name, shape, kind }))
  const rowColumns = columns.filter(({ shape }) => shape === 'row')
  const sliceColumns = columns.filter(({ shape }) => shape === 'slice')
  const instruments = world.instruments.flatMap(({ name }, k) =>
    instrument === undefined || name === instrument ? [{ name, k }] : [],
  )
  const rows: Tap['rows'] = []
  for (const slice of slices.toReversed()) {
    const values = slice.nodes[id] ?? {}
    const of = (named: typeof columns, k: number) =>
      Object.fromEntries(named.map(({ name }) => [name, orNull(Number(values[name]?.[k] ?? Number.NaN))]))
    const fresh = [
      ...(sliceColumns.length > 0 ? [{ tsMs: slice.tsMs, instrument: null, values: of(sliceColumns, 0) }] : []),
      ...(rowColumns.length > 0
        ? instruments.map(({ name, k }) => ({ tsMs: slice.tsMs, instrument: name, values: of(rowColumns, k) }))
        : []),
    ]
    rows.push(...fresh.slice(0, limit - rows.length))
    if (rows.length >= limit) break
  }
  return { node: id, kind: node.kind, columns, rows }
}
