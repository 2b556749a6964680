// The demo page: polls once a second, draws with plain canvas and SVG. Stale is shown before anything else.
const $ = (id) => document.getElementById(id)
const number = (value, digits = 2) => (value === null || value === undefined ? '–' : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }))
const time = (ms) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
const get = async (path) => {
  const response = await fetch(path)
  if (!response.ok) throw new Error((await response.json()).title)
  return response.json()
}
const cell = (value, style) => {
  const td = document.createElement('td')
  td.textContent = value
  if (style) td.className = style
  return td
}
const table = (id, head, rows) => {
  const [thead, tbody] = [$(id).tHead, $(id).tBodies[0]]
  if (!thead.rows.length) {
    const tr = thead.insertRow()
    for (const name of head) {
      const th = document.createElement('th')
      th.scope = 'col'
      th.textContent = name
      tr.append(th)
    }
  }
  tbody.replaceChildren(...rows.map((cells) => {
    const tr = document.createElement('tr')
    tr.append(...cells)
    return tr
  }))
}
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const scale = (values, from, to) => {
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  return (value) => from + ((value - low) / span) * (to - from)
}

const drawCandles = (canvas, candles) => {
  const context = canvas.getContext('2d')
  context.clearRect(0, 0, canvas.width, canvas.height)
  if (candles.length === 0) return
  const shown = candles.slice(-120)
  const y = scale(shown.flatMap((c) => [c[2], c[3]]), canvas.height - 16, 10)
  const step = (canvas.width - 70) / 120
  shown.forEach(([, o, h, l, c], i) => {
    context.strokeStyle = context.fillStyle = c >= o ? colour('--up') : colour('--down')
    const x = i * step + step / 2
    context.beginPath()
    context.moveTo(x, y(h))
    context.lineTo(x, y(l))
    context.stroke()
    context.fillRect(x - step * 0.3, Math.min(y(o), y(c)), step * 0.6, Math.max(1, Math.abs(y(o) - y(c))))
  })
  context.fillStyle = colour('--dim')
  context.font = '12px system-ui'
  for (const price of [Math.max(...shown.map((c) => c[2])), shown.at(-1)[4], Math.min(...shown.map((c) => c[3]))]) context.fillText(price.toPrecision(6), canvas.width - 64, y(price) + 4)
}
const drawLine = (canvas, points) => {
  const context = canvas.getContext('2d')
  context.clearRect(0, 0, canvas.width, canvas.height)
  if (points.length < 2) return
  const y = scale(points.map((p) => p[1]), canvas.height - 16, 10)
  const x = scale(points.map((p) => p[0]), 4, canvas.width - 90)
  context.strokeStyle = colour('--blue')
  context.lineWidth = 1.5
  context.beginPath()
  points.forEach((p, i) => context[i ? 'lineTo' : 'moveTo'](x(p[0]), y(p[1])))
  context.stroke()
  context.fillStyle = colour('--dim')
  context.font = '12px system-ui'
  const values = points.map((p) => p[1])
  for (const value of [Math.max(...values), Math.min(...values)]) context.fillText(number(value, 0), canvas.width - 84, y(value) + 4)
}

const SVG = 'http://www.w3.org/2000/svg'
const element = (name, attributes, text) => {
  const node = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  if (text !== undefined) node.textContent = text
  return node
}
// Columns by longest path from the sources; a feedback does not count.
const layout = (graph) => {
  const depth = new Map()
  for (const node of graph.nodes) depth.set(node.id, Math.max(0, ...graph.edges.filter((e) => e.to === node.id && !e.delay && depth.has(e.from)).map((e) => depth.get(e.from) + 1)))
  const rows = new Map()
  return new Map(graph.nodes.map((node) => {
    const column = depth.get(node.id)
    const row = rows.get(column) ?? 0
    rows.set(column, row + 1)
    return [node.id, { x: 10 + column * 118, y: 14 + row * 62 + (column % 2) * 18 }]
  }))
}
const rates = new Map()
const drawGraph = (graph) => {
  const at = layout(graph)
  const width = Math.max(...[...at.values()].map((p) => p.x)) + 120
  const height = Math.max(...[...at.values()].map((p) => p.y)) + 70
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `graph of ${graph.nodes.length} nodes` })
  for (const edge of graph.edges) {
    const [a, b] = [at.get(edge.from), at.get(edge.to)]
    const path = edge.delay ? `M${a.x + 50} ${a.y + 40}C${a.x + 50} ${height} ${b.x + 50} ${height} ${b.x + 50} ${b.y + 40}` : `M${a.x + 100} ${a.y + 20}C${a.x + 112} ${a.y + 20} ${b.x - 12} ${b.y + 20} ${b.x} ${b.y + 20}`
    svg.append(element('path', { d: path, class: edge.delay ? 'delay' : 'edge' }))
  }
  for (const node of graph.nodes) {
    const p = at.get(node.id)
    svg.append(element('rect', { x: p.x, y: p.y, width: 100, height: 40, rx: node.role === 'source' ? 20 : 5, class: node.loop ? 'loop' : 'node' }))
    svg.append(element('text', { x: p.x + 50, y: p.y + 17, 'text-anchor': 'middle' }, node.id))
    const rate = element('text', { x: p.x + 50, y: p.y + 32, 'text-anchor': 'middle', class: 'rate' }, '')
    rates.set(node.id, rate)
    svg.append(rate)
  }
  $('graph').replaceChildren(svg)
  $('hash').textContent = graph.hash.slice(0, 12)
}

let lastTs = 0
let lastChange = performance.now()
const refresh = async () => {
  try {
    const status = await get('api/status')
    if (status.tsMs !== lastTs) lastChange = performance.now()
    lastTs = status.tsMs
    const stale = performance.now() - lastChange > 15000
    $('clock').textContent = stale ? `no new slice since ${time(status.tsMs)}` : time(status.tsMs)
    $('clock').className = stale ? 'stale' : ''
    $('nav').textContent = number(status.nav)
    $('drawdown').textContent = `${number(status.drawdownPct)} %`
    $('margin').textContent = number(status.marginUsed)
    $('trades').textContent = status.trades
    $('kill').setAttribute('aria-pressed', String(status.killSwitch))
    $('kill').textContent = `Kill switch: ${status.killSwitch ? 'ON' : 'off'}`
    const select = $('instrument')
    if (!select.options.length) for (const row of status.instruments) select.add(new Option(row.instrument))
    table('instruments', ['Instrument', 'bid', 'ask', 'spread bps', 'coherence', 'stability', 'entropy', 'direction', 'guards', 'gate', 'shadow', 'weight', 'units', 'entry', 'stop', 'unrealised', 'risk'],
      status.instruments.map((r) => [
        cell(r.instrument), cell(r.bid ?? '–'), cell(r.ask ?? '–'), cell(number(r.spreadBps)), cell(number(r.coherence, 3)), cell(number(r.stability, 3)), cell(number(r.entropy, 3)),
        cell(r.direction > 0 ? 'long' : r.direction < 0 ? 'short' : '–', r.direction > 0 ? 'up' : r.direction < 0 ? 'down' : 'dim'),
        cell(r.failed.length ? r.failed.join(' ') : 'pass', r.failed.length ? 'dim' : 'up'), cell(r.gate), cell(`${r.shadowTrades ?? 0} / ${number(r.shadowBps, 1)}`),
        cell(r.weight ? `${number(r.weight)}${r.filled ? ' filled' : ''}` : '–'), cell(number(r.units, 0), r.units > 0 ? 'up' : r.units < 0 ? 'down' : 'dim'),
        cell(r.units ? r.entryPrice : '–'), cell(r.units ? r.stopPrice ?? '–' : '–'), cell(r.units ? number(r.unrealized) : '–', r.unrealized < 0 ? 'down' : 'up'), cell(r.refused.join(' ') || '–', 'dim'),
      ]))
    table('orders', ['time', 'instrument', 'leg', 'units', 'reason', 'place', 'bid', 'ask'], status.orders.slice(0, 15).map((o) => [cell(time(o.tsMs)), cell(o.instrument), cell(o.leg), cell(number(o.units, 0)), cell(o.reason), cell(o.place ?? ''), cell(o.bid), cell(o.ask)]))
    drawLine($('navchart'), status.navHistory)
    drawCandles($('candles'), await get(`api/candles?instrument=${select.value}`))
    $('why').textContent = (await get(`api/explain?instrument=${select.value}`)).verdict
    for (const stage of await get('api/graph/stats')) for (const node of stage.nodes) if (rates.get(node)) rates.get(node).textContent = `${number(stage.slices, 0)} · ${number(stage.p50Us, 0)} µs`
  } catch (error) {
    $('clock').textContent = `disconnected: ${error.message}`
    $('clock').className = 'stale'
  }
}
const kill = async (on, flatten) => {
  await fetch('api/kill-switch', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ on, flatten }) })
  await refresh()
}
$('kill').addEventListener('click', () => kill($('kill').getAttribute('aria-pressed') !== 'true', false))
$('flatten').addEventListener('click', () => kill(true, true))
drawGraph(await get('api/graph'))
const loop = async () => {
  await refresh()
  setTimeout(loop, 1000)
}
loop()
