/** Orders a graph for execution: strongly connected components in data order; feedbacks count as edges. */
import type { Graph } from './define.js'

/** Nodes stepped together. A loop is stepped slice by slice, its members in declaration order; other nodes step whole frames. */
export interface Component {
  readonly nodes: readonly string[]
  readonly loop: boolean
}

/** Tarjan's algorithm (SIAM J. Comput. 1, 1972); components come out in reverse topological order of the edges reader -> producer. */
export const plan = (graph: Graph): readonly Component[] => {
  const position = new Map(graph.nodes.map((node, i) => [node.id, i]))
  const producers = graph.nodes.map((node) =>
    Object.values(node.wires).map((wire) => position.get(wire.node) as number),
  )
  const index = new Array<number>(graph.nodes.length).fill(-1)
  const low = new Array<number>(graph.nodes.length).fill(0)
  const onStack = new Array<boolean>(graph.nodes.length).fill(false)
  const stack: number[] = []
  const components: Component[] = []
  let next = 0
  const visit = (v: number): void => {
    index[v] = low[v] = next++
    stack.push(v)
    onStack[v] = true
    for (const p of producers[v] as number[]) {
      if (index[p] === -1) {
        visit(p)
        low[v] = Math.min(low[v] as number, low[p] as number)
      } else if (onStack[p]) low[v] = Math.min(low[v] as number, index[p] as number)
    }
    if (low[v] !== index[v]) return
    const members: number[] = []
    for (;;) {
      const w = stack.pop() as number
      onStack[w] = false
      members.push(w)
      if (w === v) break
    }
    members.sort((a, b) => a - b)
    const selfEdge = (producers[v] as number[]).includes(v)
    components.push({
      nodes: members.map((m) => graph.nodes[m]?.id as string),
      loop: members.length > 1 || selfEdge,
    })
  }
  for (let v = 0; v < graph.nodes.length; v++) if (index[v] === -1) visit(v)
  return components
}

/** Minutes of history before every node's output is meaningful: its own warm-up, after that of its inputs. */
export const warmupMinutes = (
  graph: Graph,
  ownMinutes: (node: Graph['nodes'][number]) => number = (node) => node.operator?.warmup?.(node.config) ?? 0,
): number => {
  const total = new Map<string, number>()
  for (const node of graph.nodes) {
    const before = Object.values(node.wires)
      .filter((wire) => !wire.delay)
      .map((wire) => total.get(wire.node) ?? 0)
    total.set(node.id, ownMinutes(node) + Math.max(0, ...before))
  }
  return Math.max(0, ...total.values())
}
