/** Places of the nodes on the picture: one column a step of the data, the loop and what follows it in a lane of their own. */

export interface DrawnNode {
  readonly id: string
  readonly loop: boolean
}
export interface DrawnEdge {
  readonly from: string
  readonly to: string
  /** It carries the value of the slice before. */
  readonly delay?: number | undefined
}
export interface DrawnGraph<N extends DrawnNode = DrawnNode> {
  readonly nodes: readonly N[]
  readonly edges: readonly DrawnEdge[]
}
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export interface GraphLayout {
  readonly width: number
  readonly height: number
  readonly places: ReadonlyMap<string, Box>
  /** Around the nodes that step one slice at a time; null = the graph has no loop. */
  readonly loop: Box | null
  readonly edges: readonly {
    readonly from: string
    readonly to: string
    readonly delay: boolean
    readonly path: string
  }[]
}

const [WIDTH, HEIGHT, COLUMN, ROW] = [104, 66, 114, 78]
const [LEFT, TOP, LABEL, BELOW] = [10, 8, 22, 40]

export const graphLayout = (graph: DrawnGraph): GraphLayout => {
  const columns = columnsOf(graph)
  const low = lowLane(graph)
  const rows = new Map<string, number>()
  const rowOf = (id: string): number => {
    const lane = `${low.has(id)}:${columns.get(id)}`
    const row = rows.get(lane) ?? 0
    rows.set(lane, row + 1)
    return row
  }
  const cells = graph.nodes.map(({ id }) => ({ id, column: columns.get(id) ?? 0, row: rowOf(id), isLow: low.has(id) }))
  const upper = Math.max(0, ...cells.filter(({ isLow }) => !isLow).map(({ row }) => row + 1))
  const laneTop = upper === 0 ? TOP + LABEL : TOP + upper * ROW + LABEL + 6
  const places = new Map(
    cells.map(({ id, column, row, isLow }) => [
      id,
      { x: LEFT + column * COLUMN, y: (isLow ? laneTop : TOP) + row * ROW, width: WIDTH, height: HEIGHT },
    ]),
  )
  const boxes = [...places.values()]
  const bottom = Math.max(0, ...boxes.map(({ y }) => y + HEIGHT))
  const height = bottom + (graph.edges.some(({ delay }) => delay) ? BELOW : TOP)
  return {
    width: Math.max(0, ...boxes.map(({ x }) => x + WIDTH)) + LEFT,
    height,
    places,
    loop: loopBox(graph, places),
    edges: graph.edges.flatMap(({ from, to, delay }) => {
      const [a, b] = [places.get(from), places.get(to)]
      if (!a || !b) return []
      return [{ from, to, delay: Boolean(delay), path: delay ? backwards(a, b, bottom + BELOW - 14) : forwards(a, b) }]
    }),
  }
}

/** The longest way from a source; nodes of the loop as late as their readers allow, which keeps the loop in one piece. */
const columnsOf = ({ nodes, edges }: DrawnGraph): ReadonlyMap<string, number> => {
  const columns = new Map(nodes.map(({ id }) => [id, 0]))
  const now = edges.filter(({ delay }) => !delay)
  const columnOf = (id: string) => columns.get(id) ?? 0
  // A way is at most as long as there are nodes, so also a list in no order settles.
  for (const _ of nodes) for (const { from, to } of now) columns.set(to, Math.max(columnOf(to), columnOf(from) + 1))
  for (const { id } of nodes.filter(({ loop }) => loop).reverse()) {
    const readers = now.filter(({ from }) => from === id).map(({ to }) => columnOf(to))
    if (readers.length > 0) columns.set(id, Math.min(...readers) - 1)
  }
  return columns
}

const lowLane = ({ nodes, edges }: DrawnGraph): ReadonlySet<string> => {
  const low = new Set(nodes.filter(({ loop }) => loop).map(({ id }) => id))
  for (const _ of nodes) for (const { from, to, delay } of edges) if (!delay && low.has(from)) low.add(to)
  return low
}

const loopBox = ({ nodes }: DrawnGraph, places: ReadonlyMap<string, Box>): Box | null => {
  const boxes = nodes.flatMap(({ id, loop }) => (loop ? [places.get(id) as Box] : []))
  if (boxes.length === 0) return null
  const [x, y] = [Math.min(...boxes.map((box) => box.x)) - 5, Math.min(...boxes.map((box) => box.y)) - LABEL]
  const [right, bottom] = [
    Math.max(...boxes.map((box) => box.x)) + WIDTH,
    Math.max(...boxes.map((box) => box.y)) + HEIGHT,
  ]
  return { x, y, width: right + 5 - x, height: bottom + BELOW - 6 - y }
}

const forwards = (a: Box, b: Box): string => {
  const [x1, y1, x2, y2] = [a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2]
  const bend = Math.max(10, (x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}
const backwards = (a: Box, b: Box, bottom: number): string => {
  const [x1, x2] = [a.x + a.width / 2, b.x + b.width / 2]
  return `M${x1} ${a.y + a.height}C${x1} ${bottom} ${x2} ${bottom} ${x2} ${b.y + b.height}`
}
