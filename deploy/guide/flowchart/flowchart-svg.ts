/** A flowchart as SVG within the page: its colours are those of the style sheet. */
import { layoutFlowchart, type Place } from './layout-flowchart.js'
import { type ChartNode, parseFlowchart } from './parse-flowchart.js'

const CHARACTER = 6.6
const PADDING = 20
const ROW = 54
const BOX = 32
const GAP = 36
const LABEL_CHARACTER = 5.6
const LABEL_MAX = 14

const escapeSvg = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const widthOf = ({ label }: ChartNode): number => label.length * CHARACTER + PADDING

/** `id`: of this chart among those of its page. */
export const flowchartSvg = (text: string, id: string): string => {
  const chart = parseFlowchart(text)
  const { places, ways, columns, rows } = layoutFlowchart(chart)
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(40, ...chart.nodes.filter((node) => places.get(node.id)?.column === column).map(widthOf)),
  )
  /** Behind each column: as wide as the labels of what begins there. */
  const gaps = widths.map((_, column) => {
    const begun = chart.edges.filter(({ from, to }) => {
      const [a, b] = [(places.get(from) as Place).column, (places.get(to) as Place).column]
      return column === (b >= a ? a : a - 1)
    })
    const longest = Math.max(0, ...begun.flatMap(({ label }) => labelLines(label)).map(({ length }) => length))
    return Math.max(GAP, longest * LABEL_CHARACTER + 28)
  })
  const lefts = widths.map((_, column) =>
    widths.slice(0, column).reduce((sum, width, n) => sum + width + (gaps[n] as number), 8),
  )
  const xOf = ({ column }: Place): number => (lefts[column] ?? 0) + (widths[column] ?? 0) / 2
  const yOf = ({ row }: Place): number => row * ROW + (rows * ROW) / 2
  const total = Math.round((lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0) + 8)
  const edges = chart.edges.map(({ from, to, label, isDotted, hasArrow }, n) => {
    const [a, b] = [places.get(from) as Place, places.get(to) as Place]
    const forward = b.column >= a.column ? 1 : -1
    const start = { x: xOf(a) + (forward * widthOfId(chart.nodes, from)) / 2, y: yOf(a) }
    const end = { x: xOf(b) - (forward * widthOfId(chart.nodes, to)) / 2, y: yOf(b) }
    const points = [start, ...(ways[n] ?? []).map((place) => ({ x: xOf(place), y: yOf(place) })), end]
    const arrow = hasArrow ? ` marker-end="url(#arrow-${id})"` : ''
    return `<path class="edge${isDotted ? ' dotted' : ''}" d="${curve(points)}"${arrow}/>${labelOf(points, label)}`
  })
  const nodes = chart.nodes.map((node) =>
    nodeSvg(node, xOf(places.get(node.id) as Place), yOf(places.get(node.id) as Place)),
  )
  const names = chart.nodes.map(({ label }) => label).join(', ')
  const size = `viewBox="0 0 ${total} ${rows * ROW}" width="${total}" height="${rows * ROW}"`
  const head = 'viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"'
  return `<div class="chart" tabindex="0"><svg ${size} role="img" aria-label="Flowchart: ${escapeSvg(names)}">
<marker id="arrow-${id}" ${head}><path d="M0 0L8 4L0 8z"/></marker>
${edges.join('\n')}
${nodes.join('\n')}
</svg></div>
`
}

interface Point {
  readonly x: number
  readonly y: number
}

const widthOfId = (nodes: readonly ChartNode[], id: string): number => {
  const node = nodes.find((one) => one.id === id)
  return node ? widthOf(node) : 0
}

const round = (value: number): number => Math.round(value * 10) / 10

const curve = (points: readonly Point[]): string =>
  points
    .map(({ x, y }, n) => {
      if (n === 0) return `M${round(x)} ${round(y)}`
      const before = points[n - 1] as Point
      const middle = round((before.x + x) / 2)
      return `C${middle} ${round(before.y)} ${middle} ${round(y)} ${round(x)} ${round(y)}`
    })
    .join('')

/** In the middle of the first piece of its edge. */
const labelOf = (points: readonly Point[], label: string): string => {
  if (label === '') return ''
  const [a, b] = [points[0] as Point, points[1] as Point]
  const lines = labelLines(label)
  const top = (a.y + b.y) / 2 - 4 - (lines.length - 1) * 12
  return lines
    .map(
      (line, n) =>
        `<text class="label" x="${round((a.x + b.x) / 2)}" y="${round(top + n * 12)}">${escapeSvg(line)}</text>`,
    )
    .join('')
}

const labelLines = (label: string): readonly string[] =>
  label.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= LABEL_MAX) return [...lines, word]
    return [...lines.slice(0, -1), `${last} ${word}`]
  }, [])

const nodeSvg = (node: ChartNode, x: number, y: number): string => {
  const width = widthOf(node)
  const radius = node.shape === 'round' ? BOX / 2 : node.shape === 'hexagon' ? 12 : 5
  const frame = (inset: number) =>
    [
      `<rect class="${node.shape}" x="${round(x - width / 2 + inset)}" y="${round(y - BOX / 2 + inset)}"`,
      `width="${round(width - 2 * inset)}" height="${BOX - 2 * inset}" rx="${radius}"/>`,
    ].join(' ')
  return `${frame(0)}${node.shape === 'double' ? frame(3) : ''}<text x="${round(x)}" y="${round(y + 4.5)}">${escapeSvg(node.label)}</text>`
}
