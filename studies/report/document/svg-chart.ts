/** Small SVG charts for an offline page: lines, areas, dots and bars; as wide as the page, without script or inline style. */
import { isoMinute } from '../../../lib/iso-time.js'
import { escapeHtml } from './escape-html.js'
import type { BarsBlock, ChartBlock, ChartLine, ChartMarker } from './report-document.js'
import { roundValues } from './round-values.js'
import { thinLine } from './thin-line.js'

/** Units of the drawing, which is stretched to the width of the page; the text is not. */
const WIDTH = 960
const HEIGHT = 240
/** Room for the dates below, and above. */
const FOOT = 0.1
const HEAD = 0.04
/** Two points a pixel column are all that can be seen. */
const BUCKETS = 480

/** A chart over time (x in ms UTC); y is scaled to the data. */
export const svgChart = ({ label, lines, markers = [], format, area }: ChartBlock): string => {
  const thinned = lines.map((line) => ({ ...line, ...thinLine(line, BUCKETS) }))
  const xs = thinned.flatMap((line) => [line.x[0] ?? Number.NaN, line.x.at(-1) ?? Number.NaN]).filter(Number.isFinite)
  const ys = [...thinned.flatMap((line) => line.y), ...markers.map((marker) => marker.y), ...(area ? [0] : [])]
  const [low, high] = extent(ys.filter(Number.isFinite))
  if (xs.length === 0 || low > high) return '<p class="none">No data.</p>'
  const [x0, x1] = extent(xs)
  const scale = scaleOf(low, high)
  const px = (x: number) => (((x - x0) / (x1 - x0 || 1)) * WIDTH).toFixed(1)
  const py = (y: number) => (scale(y) * HEIGHT).toFixed(1)
  const grid = roundValues(low, high)
  const rules = grid.map((y) => `M0 ${py(y)}H${WIDTH}`).join('')
  const paths = thinned.map((line) => `<path class="line ${line.class}" d="${linePath(line, px, py, area ?? false)}"/>`)
  const texts = [
    ...grid.map((y) => `<text class="tick" x="2" y="${percent(scale(y))}" dy="-3">${escapeHtml(format(y))}</text>`),
    ...dateTexts(x0, x1),
  ]
  return frame(label, [`<path class="grid" d="${rules}"/>`, ...paths, ...dots(markers, px, py)], texts)
}

/** A histogram; bars below zero and above it differ in colour. */
export const svgBars = ({ label, edges, counts, format }: BarsBlock): string => {
  const most = Math.max(0, ...counts)
  if (most === 0) return '<p class="none">No data.</p>'
  const [from, to] = [edges[0] as number, edges.at(-1) as number]
  const px = (x: number) => ((x - from) / (to - from)) * WIDTH
  const scale = scaleOf(0, most)
  const bars = counts.map((count, i) => {
    const [left, right] = [edges[i] as number, edges[i + 1] as number]
    const top = scale(count) * HEIGHT
    const box = `x="${px(left).toFixed(1)}" width="${(px(right) - px(left) - 1).toFixed(1)}" y="${top.toFixed(1)}"`
    const title = `<title>${escapeHtml(`${format(left)} to ${format(right)}: ${count}`)}</title>`
    return `<rect class="${right <= 0 ? 'loss' : 'gain'}" ${box} height="${(scale(0) * HEIGHT - top).toFixed(1)}">${title}</rect>`
  })
  const texts = roundValues(from, to).map((x) => {
    const share = (x - from) / (to - from)
    const anchor = share < 0.03 ? 'start' : share > 0.97 ? 'end' : 'middle'
    return `<text class="tick" x="${percent(share)}" y="100%" dy="-6" text-anchor="${anchor}">${escapeHtml(format(x))}</text>`
  })
  const heights = roundValues(0, most).map(
    (y) => `<text class="tick" x="2" y="${percent(scale(y))}" dy="-3">${y}</text>`,
  )
  return frame(label, bars, [...heights.slice(1), ...texts])
}

const frame = (label: string, shapes: readonly string[], texts: readonly string[]): string =>
  `<svg class="chart" role="img" aria-label="${escapeHtml(label)}">` +
  `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" height="100%" preserveAspectRatio="none">${shapes.join('')}</svg>` +
  `${texts.join('')}</svg>`

/** Share of the height, from the top, at which a value stands. */
const scaleOf = (low: number, high: number): ((y: number) => number) => {
  const margin = high > low ? 0 : Math.abs(high) || 1
  const [y0, y1] = [low - margin, high + margin]
  return (y) => 1 - FOOT - ((y - y0) / (y1 - y0)) * (1 - FOOT - HEAD)
}

type Position = (value: number) => string

const linePath = ({ x, y }: ChartLine, px: Position, py: Position, area: boolean): string => {
  const points = x.map((at, i) => `${px(at)} ${py(y[i] as number)}`)
  const line = `M${points.join('L')}`
  return area && points.length > 0 ? `${line}V${py(0)}H${px(x[0] as number)}Z` : line
}

/** Dots with a title are shapes of their own; the others of a class share one path, and those at the same place are one. */
const dots = (markers: readonly ChartMarker[], px: Position, py: Position): string[] => {
  const plain = new Map<string, Set<string>>()
  for (const marker of markers.filter(({ title }) => title === undefined)) {
    const own = plain.get(marker.class) ?? new Set<string>()
    plain.set(marker.class, own.add(`M${Number(px(marker.x)).toFixed(0)} ${Number(py(marker.y)).toFixed(0)}h.1`))
  }
  const named = markers.filter(({ title }) => title !== undefined)
  return [
    ...[...plain].map(([name, own]) => `<path class="dot ${name}" d="${[...own].join('')}"/>`),
    ...named.map(
      ({ x, y, class: name, title }) =>
        `<path class="dot big ${name}" d="M${px(x)} ${py(y)}h.1"><title>${escapeHtml(title ?? '')}</title></path>`,
    ),
  ]
}

const dateTexts = (x0: number, x1: number): string[] =>
  [0, 0.5, 1].map((share) => {
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle'
    const day = isoMinute(x0 + share * (x1 - x0)).slice(0, 10)
    return `<text class="tick" x="${percent(share)}" y="100%" dy="-6" text-anchor="${anchor}">${day}</text>`
  })

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`

const extent = (values: readonly number[]): readonly [number, number] => {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}
