/** Small SVG charts for the offline report: lines, areas and markers, no script. */
import { isoMinute } from '../../lib/iso-time.js'

export interface Line {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly class: string
}
export interface Marker {
  readonly x: number
  readonly y: number
  readonly class: string
  readonly title: string
}

const WIDTH = 960
const HEIGHT = 240
const PAD = { left: 70, right: 10, top: 10, bottom: 24 }

/** A chart over time (x in ms UTC); y is scaled to the data. */
export const chart = (
  lines: readonly Line[],
  markers: readonly Marker[],
  label: string,
  format: (y: number) => string,
): string => {
  const xs = lines.flatMap((line) => [line.x[0] ?? Number.NaN, line.x.at(-1) ?? Number.NaN]).filter(Number.isFinite)
  const ys = [...lines.flatMap((line) => line.y), ...markers.map((marker) => marker.y)].filter(Number.isFinite)
  if (xs.length === 0 || ys.length === 0) return '<p class="none">No data.</p>'
  const [x0, x1] = extent(xs)
  const [low, high] = extent(ys)
  const margin = (high - low || Math.abs(high) || 1) * 0.05
  const [y0, y1] = [low - margin, high + margin]
  const px = (x: number) => PAD.left + ((x - x0) / (x1 - x0 || 1)) * (WIDTH - PAD.left - PAD.right)
  const py = (y: number) => HEIGHT - PAD.bottom - ((y - y0) / (y1 - y0)) * (HEIGHT - PAD.top - PAD.bottom)
  const path = (line: Line) =>
    line.x.map((x, i) => `${i === 0 ? 'M' : 'L'}${px(x).toFixed(1)} ${py(line.y[i] as number).toFixed(1)}`).join('')
  const grid = roundValues(y0, y1).map((y) => {
    const height = py(y).toFixed(1)
    const rule = `<line class="grid" x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${height}" y2="${height}"/>`
    const text = `<text class="tick" x="${PAD.left - 6}" y="${(py(y) + 4).toFixed(1)}" text-anchor="end">${format(y)}</text>`
    return rule + text
  })
  const dates = [0, 0.5, 1].map((share) => {
    const x = x0 + share * (x1 - x0)
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle'
    return `<text class="tick" x="${px(x).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="${anchor}">${isoMinute(x)}</text>`
  })
  const marks = markers.map((marker) => {
    const circle = `<circle class="${marker.class}" cx="${px(marker.x).toFixed(1)}" cy="${py(marker.y).toFixed(1)}" r="3">`
    return `${circle}<title>${escapeHtml(marker.title)}</title></circle>`
  })
  const paths = lines.map((line) => `<path class="${line.class}" d="${path(line)}"/>`)
  const parts = [...grid, ...dates, ...paths, ...marks].join('')
  const box = `viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}"`
  return `<div class="chart"><svg ${box}>${parts}</svg></div>`
}

/** Finer than any axis of prices, money or percent. */
const TOO_FINE = 1e-12

/** Two to seven round values in [low, high]: multiples of 1, 2 or 5 times a power of ten. */
export const roundValues = (low: number, high: number): readonly number[] => {
  const wanted = (high - low) / 6
  if (!(wanted > TOO_FINE)) return [low, high]
  let power = 1
  while (power > wanted) power /= 10
  while (power * 10 <= wanted) power *= 10
  const step = power * ([1, 2, 5].find((multiple) => power * multiple >= wanted) ?? 10)
  const values: number[] = []
  for (let n = Math.ceil(low / step); n * step <= high; n++) values.push(Number((n * step).toPrecision(12)))
  return values
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const extent = (values: readonly number[]): readonly [number, number] => {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}
