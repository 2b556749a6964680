/** The part of Mermaid's flowcharts that the documents use: nodes of four shapes, solid and dotted edges with labels. */

export interface ChartNode {
  readonly id: string
  readonly label: string
  readonly shape: 'box' | 'round' | 'double' | 'hexagon'
}
export interface ChartEdge {
  readonly from: string
  readonly to: string
  readonly label: string
  readonly isDotted: boolean
  readonly hasArrow: boolean
}
export interface Chart {
  readonly nodes: readonly ChartNode[]
  readonly edges: readonly ChartEdge[]
}

const SHAPES = [
  [/^\(\[(.*)\]\)$/, 'round'],
  [/^\[\[(.*)\]\]$/, 'double'],
  [/^\{\{(.*)\}\}$/, 'hexagon'],
  [/^\[(.*)\]$/, 'box'],
] as const
const ARROW = /\s+(-->|--\s.+?\s-->|-\.->|-\.\s.+?\s\.->?)\s+/

const nodeOf = (text: string): ChartNode => {
  const [, id = '', rest = ''] = /^(\w+)(.*)$/.exec(text.trim()) ?? []
  if (id === '') throw new Error(`flowchart: '${text}' is no node`)
  for (const [pattern, shape] of SHAPES) {
    const label = pattern.exec(rest)?.[1]
    if (label !== undefined) return { id, label, shape }
  }
  if (rest !== '') throw new Error(`flowchart: '${rest}' is no shape`)
  return { id, label: '', shape: 'box' }
}

/** Frames of subgraphs are left out, what is in them is not. */
export const parseFlowchart = (text: string): Chart => {
  const nodes = new Map<string, ChartNode>()
  const edges: ChartEdge[] = []
  const add = (piece: string): string => {
    const node = nodeOf(piece)
    const known = nodes.get(node.id)
    if (!known || node.label !== '') nodes.set(node.id, node)
    return node.id
  }
  const [head = '', ...lines] = text.trim().split('\n')
  if (!/^flowchart LR$/.test(head.trim())) throw new Error(`flowchart: '${head}' is not 'flowchart LR'`)
  for (const line of lines.map((one) => one.trim())) {
    if (line === '' || line === 'end' || line.startsWith('subgraph')) continue
    const pieces = line.split(ARROW)
    const ids = pieces.filter((_, n) => n % 2 === 0).map(add)
    for (const [n, arrow] of pieces.filter((_, k) => k % 2 === 1).entries())
      edges.push({
        from: ids[n] as string,
        to: ids[n + 1] as string,
        label: arrow.replace(/^-[-.]\s*|\s*(-->|\.->?|->)$|^>$/g, '').replace(/^-*>?$/, ''),
        isDotted: arrow.startsWith('-.'),
        hasArrow: arrow.endsWith('>'),
      })
  }
  return { nodes: [...nodes.values()].map((node) => ({ ...node, label: node.label || node.id })), edges }
}
