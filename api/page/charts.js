// Charts on plain canvas, sharp on any screen. Each has a text description of what it shows.
import { byId, make } from './dom.js'
import { hourMinute, number, price } from './format.js'

const AXIS = 62
const MOST_CANDLES = 120
// Fewer on a narrow screen: a candle needs five pixels.
const fitting = (right) => Math.min(MOST_CANDLES, Math.floor(right / 5))
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

// Clears the canvas at its size on the screen.
const begin = (canvas, height) => {
  const scale = window.devicePixelRatio || 1
  const width = canvas.clientWidth
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
  }
  const context = canvas.getContext('2d')
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, width, height)
  context.font = '11px system-ui, sans-serif'
  return { context, width, height, right: width - AXIS }
}
const scaleTo = (low, high, from, to) => (value) => from + ((value - low) / (high - low || 1)) * (to - from)

const line = (context, points, style, dash = []) => {
  context.strokeStyle = style
  context.lineWidth = 1.5
  context.setLineDash(dash)
  context.beginPath()
  let drawing = false
  for (const [x, y] of points) {
    if (!Number.isFinite(y)) drawing = false
    else if (drawing) context.lineTo(x, y)
    else {
      context.moveTo(x, y)
      drawing = true
    }
  }
  context.stroke()
  context.setLineDash([])
}
// Horizontal lines with their values on the right; labels do not overlap.
const grid = ({ context, right }, values, y, text) => {
  let last = Number.NEGATIVE_INFINITY
  for (const value of [...values].sort((a, b) => y(a) - y(b))) {
    const at = y(value)
    context.fillStyle = colour('line')
    context.fillRect(0, Math.round(at), right, 1)
    if (at - last < 13) continue
    last = at
    context.fillStyle = colour('dim')
    context.fillText(text(value), right + 6, at + 4)
  }
}
const times = ({ context, height, right }, first, last, x) => {
  context.fillStyle = colour('dim')
  const spans = [5, 10, 15, 30, 60, 120, 240, 480, 1440].map((minutes) => minutes * 60_000)
  const step = spans.find((span) => (last - first) / span <= right / 70) ?? spans.at(-1)
  for (let t = Math.ceil(first / step) * step; t <= last; t += step)
    if (x(t) > 16 && x(t) < right - 16) context.fillText(hourMinute(t), x(t) - 15, height - 3)
}
const steps = (low, high) => [0, 1, 2, 3, 4].map((n) => low + ((high - low) * n) / 4)

const triangle = (context, x, y, up) => {
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(x - 4, y + (up ? 7 : -7))
  context.lineTo(x + 4, y + (up ? 7 : -7))
  context.fill()
}

// Candles of one instrument, its orders, and the prices of its position.
export const drawCandles = (view, candles, orders) => {
  const canvas = byId('candles')
  const area = begin(canvas, 250)
  const { context, right, height } = area
  const most = fitting(right)
  const shown = candles.slice(-most)
  if (shown.length === 0) return
  const held = view.units === 0 ? [] : [view.entryPrice, view.stopPrice, view.takePrice]
  const [low, high] = [Math.min(...shown.map((c) => c.l)), Math.max(...shown.map((c) => c.h))]
  const y = scaleTo(low, high, height - 30, 14)
  const step = right / most
  const from = most - shown.length
  const xOf = new Map(shown.map((c, n) => [c.tsMs, (from + n + 0.5) * step]))
  grid(area, steps(low, high), y, (value) => price(view.instrument, value))
  for (const candle of shown) {
    const x = xOf.get(candle.tsMs)
    context.fillStyle = candle.c >= candle.o ? colour('up') : colour('down')
    context.fillRect(x - 0.5, y(candle.h), 1, Math.max(1, y(candle.l) - y(candle.h)))
    context.fillRect(
      x - step * 0.35,
      Math.min(y(candle.o), y(candle.c)),
      step * 0.7,
      Math.max(1, Math.abs(y(candle.o) - y(candle.c))),
    )
  }
  held.forEach((value, n) => {
    const at = y(value)
    if (at > 2 && at < height - 16)
      line(
        context,
        [
          [0, at],
          [right, at],
        ],
        colour(['blue', 'down', 'up'][n]),
        [5, 4],
      )
  })
  for (const order of orders) {
    const candle = shown.find((c) => c.tsMs === order.tsMs)
    if (!candle) continue
    context.fillStyle = order.units > 0 ? colour('up') : colour('down')
    triangle(context, xOf.get(order.tsMs), order.units > 0 ? y(candle.l) + 3 : y(candle.h) - 3, order.units > 0)
  }
  times(area, shown[0].tsMs, shown.at(-1).tsMs, (t) =>
    scaleTo(shown[0].tsMs, shown.at(-1).tsMs, (from + 0.5) * step, right)(t),
  )
  const text = (value) => price(view.instrument, value)
  canvas.setAttribute(
    'aria-label',
    `${view.instrument}, last ${shown.length} minutes: low ${text(low)}, high ${text(high)}, last ${text(shown.at(-1).c)}`,
  )
}

const METRICS = [
  ['coherence', 'blue'],
  ['stability', 'up'],
  ['rupture', 'down'],
  ['entropy', 'amber'],
]

// The four metrics of the same minutes.
export const drawMetrics = (view, candles) => {
  const canvas = byId('metrics')
  const area = begin(canvas, 120)
  const { context, right, height } = area
  const most = fitting(right)
  const shown = candles.slice(-most)
  if (shown.length === 0) return
  const y = scaleTo(0, 1, height - 8, 8)
  const x = (n) => (most - shown.length + n + 0.5) * (right / most)
  grid(area, [0, 0.5, 1], y, (value) => number(value, 1))
  for (const [name, ink] of METRICS) {
    const points = shown.map((candle, n) => [x(n), candle[name] === null ? Number.NaN : y(candle[name])])
    line(context, points, colour(ink))
  }
  const now = METRICS.map(([name]) => `${name} ${number(shown.at(-1)[name], 3)}`)
  canvas.setAttribute('aria-label', `metrics of ${view.instrument}: ${now.join(', ')}`)
  const key = byId('metric-key')
  if (!key.children.length) key.append(...METRICS.map(([name, ink]) => make('span', { class: ink }, `— ${name}`)))
}

export const drawNav = (points) => {
  const canvas = byId('nav')
  const area = begin(canvas, 220)
  if (points.length < 2) return
  const { context, right, height } = area
  const values = points.map(([, value]) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const y = scaleTo(low, high, height - 26, 12)
  const x = scaleTo(points[0][0], points.at(-1)[0], 2, right - 2)
  grid(area, low === high ? [low] : steps(low, high), y, (value) => number(value, 0))
  line(
    context,
    points.map(([t, value]) => [x(t), y(value)]),
    colour('blue'),
  )
  times(area, points[0][0], points.at(-1)[0], x)
  canvas.setAttribute(
    'aria-label',
    `net asset value since ${hourMinute(points[0][0])} UTC: lowest ${number(low)}, highest ${number(high)}, now ${number(values.at(-1))}`,
  )
}
