/** Places of a flowchart: columns by the longest way, rows by their neighbours, long edges through points of their own. */
import type { Chart, ChartEdge } from './parse-flowchart.js'

export interface Place {
  readonly column: number
  /** From the middle of the column, in rows. */
  readonly row: number
}
export interface Layout {
  readonly places: ReadonlyMap<string, Place>
  /** Of each edge the places between its ends. */
  readonly ways: readonly (readonly Place[])[]
  readonly columns: number
  readonly rows: number
}

/** Edges that lead back into what led to them. */
const backEdges = ({ nodes, edges }: Chart): ReadonlySet<ChartEdge> => {
  const back = new Set<ChartEdge>()
  const state = new Map<string, 'open' | 'done'>()
  const visit = (id: string): void => {
    state.set(id, 'open')
    for (const edge of edges.filter(({ from }) => from === id)) {
      if (state.get(edge.to) === 'open') back.add(edge)
      else if (!state.has(edge.to)) visit(edge.to)
    }
    state.set(id, 'done')
  }
  for (const { id } of nodes) if (!state.has(id)) visit(id)
  return back
}

const columnsOf = ({ nodes, edges }: Chart, back: ReadonlySet<ChartEdge>): ReadonlyMap<string, number> => {
  const columns = new Map(nodes.map(({ id }) => [id, 0]))
  const forward = edges.filter((edge) => !back.has(edge))
  // As often as there are nodes: the longest way has no more edges.
  for (let n = 0; n < nodes.length; n++)
    for (const { from, to } of forward) columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(from) ?? 0) + 1))
  return columns
}

const SWEEPS = 8

export const layoutFlowchart = (chart: Chart): Layout => {
  const columnOf = columnsOf(chart, backEdges(chart))
  const count = Math.max(0, ...columnOf.values()) + 1
  const columns: string[][] = Array.from({ length: count }, () => [])
  for (const { id } of chart.nodes) columns[columnOf.get(id) as number]?.push(id)
  const links: (readonly [string, string])[] = []
  const ways = chart.edges.map(({ from, to }, n) => {
    const [a, b] = [columnOf.get(from) as number, columnOf.get(to) as number]
    const step = Math.sign(b - a)
    const between = Array.from({ length: Math.max(0, Math.abs(b - a) - 1) }, (_, k) => ({
      id: `#${n}.${k}`,
      column: a + step * (k + 1),
    }))
    for (const { id, column } of between) columns[column]?.push(id)
    const all = [from, ...between.map(({ id }) => id), to]
    for (const [k, id] of all.slice(1).entries()) links.push([all[k] as string, id])
    return between
  })
  const rows = orderRows(columns, links)
  const placeOf = (id: string, column: number): Place => ({ column, row: rows.get(id) as number })
  return {
    places: new Map(chart.nodes.map(({ id }) => [id, placeOf(id, columnOf.get(id) as number)])),
    ways: ways.map((between) => between.map(({ id, column }) => placeOf(id, column))),
    columns: count,
    rows: Math.max(...columns.map(({ length }) => length)),
  }
}

/** Each node goes to the mean row of its neighbours; a column stands around the middle. */
const orderRows = (
  columns: readonly string[][],
  links: readonly (readonly [string, string])[],
): ReadonlyMap<string, number> => {
  const rows = new Map<string, number>()
  const place = (ids: readonly string[]) => {
    for (const [n, id] of ids.entries()) rows.set(id, n - (ids.length - 1) / 2)
  }
  for (const ids of columns) place(ids)
  const pull = (id: string): number => {
    const near = links.flatMap(([a, b]) =>
      a === id ? [rows.get(b) as number] : b === id ? [rows.get(a) as number] : [],
    )
    return near.length === 0 ? (rows.get(id) as number) : near.reduce((sum, row) => sum + row, 0) / near.length
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const ids of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const pulls = new Map(ids.map((id) => [id, pull(id)]))
      place(ids.sort((a, b) => (pulls.get(a) as number) - (pulls.get(b) as number)))
    }
  return rows
}
