// The graph: one column per step of the data, the loop framed, rates of each node, details of the selected one.
import { byId, make, makeSvg, setText } from './dom.js'
import { number } from './format.js'

const [WIDTH, HEIGHT, COLUMN, ROW, TOP] = [90, 50, 102, 64, 26]

// Column = longest path from a source; nodes of the loop are placed as late as their readers allow, to keep the loop in one piece.
const columnsOf = ({ nodes, edges }) => {
  const column = new Map()
  const sides = (own, other, id) =>
    edges.filter((edge) => edge[own] === id && !edge.delay).map((edge) => column.get(edge[other]))
  for (const { id } of nodes) column.set(id, Math.max(0, ...sides('to', 'from', id).map((c) => c + 1)))
  for (const { id } of nodes.filter((node) => node.loop).reverse()) {
    const readers = sides('from', 'to', id)
    if (readers.length) column.set(id, Math.min(...readers) - 1)
  }
  return column
}
// The lower lane holds the loop and everything after it.
const layout = (graph) => {
  const { nodes, edges } = graph
  const column = columnsOf(graph)
  const looped = new Set(nodes.filter((node) => node.loop).map(({ id }) => id))
  const isLow = ({ id, loop }) => loop || edges.some((edge) => edge.to === id && looped.has(edge.from))
  const rows = new Map()
  const places = new Map()
  for (const node of nodes.filter((one) => !isLow(one))) {
    const c = column.get(node.id)
    const row = rows.get(c) ?? 0
    rows.set(c, row + 1)
    places.set(node.id, { x: 8 + c * COLUMN, y: TOP + row * ROW })
  }
  const low = TOP + 22 + ROW * Math.max(0, ...rows.values())
  for (const node of nodes.filter(isLow)) places.set(node.id, { x: 8 + column.get(node.id) * COLUMN, y: low })
  return places
}

const curve = (a, b) => {
  const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2]
  const bend = Math.max(12, (x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}
const backwards = (a, b, bottom) => {
  const [x1, x2, y] = [a.x + WIDTH / 2, b.x + WIDTH / 2, a.y + HEIGHT]
  return `M${x1} ${y}C${x1} ${bottom} ${x2} ${bottom} ${x2} ${b.y + HEIGHT}`
}

const drawEdges = (graph, places, width, height) => {
  const svg = makeSvg('svg', { width, height, 'aria-hidden': 'true' })
  const loop = graph.nodes.filter((node) => node.loop).map((node) => places.get(node.id))
  if (loop.length) {
    const left = Math.min(...loop.map((p) => p.x)) - 7
    const right = Math.max(...loop.map((p) => p.x)) + WIDTH + 7
    svg.append(
      makeSvg('rect', { x: left, y: loop[0].y - 22, width: right - left, height: HEIGHT + 66, rx: 8, class: 'frame' }),
    )
  }
  for (const edge of graph.edges) {
    const [a, b] = [places.get(edge.from), places.get(edge.to)]
    const path = makeSvg('path', {
      d: edge.delay ? backwards(a, b, height - 12) : curve(a, b),
      class: edge.delay ? 'delay' : 'edge',
    })
    path.dataset.from = edge.from
    path.dataset.to = edge.to
    svg.append(path)
  }
  return svg
}

const light = (id) => {
  for (const path of byId('graph').querySelectorAll('path'))
    path.classList.toggle('on', path.dataset.from === id || path.dataset.to === id)
}

// Each node is a button, so a screen reader can tell what it reads and does.
export const drawGraph = (graph) => {
  const places = layout(graph)
  const width = Math.max(...[...places.values()].map((p) => p.x)) + WIDTH + 8
  const height = Math.max(...[...places.values()].map((p) => p.y)) + HEIGHT + 50
  const box = byId('graph')
  box.style.width = `${width}px`
  box.style.height = `${height}px`
  box.replaceChildren(drawEdges(graph, places, width, height))
  for (const node of graph.nodes) {
    const button = make(
      'button',
      {
        type: 'button',
        class: `${node.role}${node.loop ? ' loop' : ''}`,
        title: node.doc || 'a source: input from outside the graph',
      },
      make('b', {}, node.id),
      make('span'),
    )
    button.dataset.node = node.id
    button.style.left = `${places.get(node.id).x}px`
    button.style.top = `${places.get(node.id).y}px`
    button.addEventListener('click', () => showNode(graph, node))
    for (const event of ['pointerenter', 'focus']) button.addEventListener(event, () => light(node.id))
    for (const event of ['pointerleave', 'blur']) button.addEventListener(event, () => light(null))
    box.append(button)
  }
  const loop = graph.nodes.find((node) => node.loop)
  if (loop) {
    const label = make(
      'p',
      { id: 'loop-label' },
      'loop: one slice at a time; orders of risk reach the broker in the next slice',
    )
    label.style.left = `${Math.min(...graph.nodes.filter((node) => node.loop).map((node) => places.get(node.id).x))}px`
    label.style.top = `${places.get(loop.id).y - 20}px`
    box.append(label)
  }
  setText(byId('hash'), `${graph.name} ${graph.hash.slice(0, 12)}`)
  byId('hash').title = `hash of everything computed: ${graph.hash}`
}

const showNode = (graph, node) => {
  const reads = graph.edges
    .filter((e) => e.to === node.id)
    .map((e) => `${e.from}${e.delay ? ' (one slice later)' : ''}`)
  const sinks = graph.sinks.filter((sink) => sink.from === node.id).map((sink) => sink.id)
  const config = Object.entries(node.config ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  const facts = [
    ['Kind', node.kind],
    ['Reads', reads.join(', ') || 'nothing: it is a source'],
    ['Columns', Object.keys(node.out).join(', ')],
    ['Settings', config.join(', ') || 'none'],
    ['Sinks', sinks.join(', ') || 'none'],
  ]
  byId('node').replaceChildren(
    make('h3', {}, node.id),
    make('p', {}, node.doc || 'Input from outside the graph, written by the slicer.'),
    make('dl', {}, ...facts.map(([name, text]) => make('div', {}, make('dt', {}, name), make('dd', {}, text)))),
  )
  for (const button of byId('graph').querySelectorAll('button'))
    button.classList.toggle('chosen', button.dataset.node === node.id)
}

// Rows per second over the last seconds of wall-clock time, not of a node's busy time.
const SPAN = 16
const samples = []
export const showRates = (stats, nowMs) => {
  samples.push({ nowMs, rows: new Map(stats.map((stage) => [stage.nodes[0], stage.rows])) })
  if (samples.length > SPAN) samples.shift()
  const [first, last] = [samples[0], samples.at(-1)]
  const seconds = (last.nowMs - first.nowMs) / 1000
  for (const stage of stats) {
    const rows = seconds > 0 ? (last.rows.get(stage.nodes[0]) - first.rows.get(stage.nodes[0])) / seconds : null
    const rate = rows === null || rows < 0 ? '…' : `${number(rows, rows < 10 ? 1 : 0)} rows/s`
    const took = `p50 ${number(stage.p50Us, stage.p50Us < 10 ? 1 : 0)} µs`
    for (const id of stage.nodes) {
      const button = byId('graph').querySelector(`button[data-node="${id}"]`)
      if (!button) continue
      setText(button.lastElementChild, `${rate}\n${took}`)
      button.lastElementChild.title = [
        `${number(stage.rows, 0)} rows since trading began`,
        `per slice p50 ${number(stage.p50Us, 1)} µs, p99 ${number(stage.p99Us, 1)} µs${stage.nodes.length > 1 ? ' (whole loop)' : ''}`,
      ].join('; ')
    }
  }
  for (const button of byId('graph').querySelectorAll('button.source')) setText(button.lastElementChild, 'source')
}
