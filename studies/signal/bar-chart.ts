import { escapeHtml } from '../report/document/escape-html.js'

export interface SignalBar {
  readonly label: string
  /** Null: not known, no bar. */
  readonly value: number | null
  /** Shown on hover. */
  readonly title: string
}

const WIDTH = 360
const HEIGHT = 150
const PAD = { left: 8, right: 8, top: 16, bottom: 20 }

/** Bars up and down from zero as SVG, without script; `rule` draws dashed lines at +- that height. */
export const barChart = (bars: readonly SignalBar[], label: string, rule?: number): string => {
  const sizes = bars.map(({ value }) => Math.abs(value ?? 0))
  const reach = Math.max(...sizes, rule ?? 0) || 1
  const middle = PAD.top + (HEIGHT - PAD.top - PAD.bottom) / 2
  const scale = (HEIGHT - PAD.top - PAD.bottom) / 2 / reach
  const step = (WIDTH - PAD.left - PAD.right) / Math.max(1, bars.length)
  const every = Math.ceil(bars.length / 12)
  const parts = bars.map(({ label: name, value, title }, i) => {
    const x = PAD.left + i * step
    const height = Math.abs(value ?? 0) * scale
    const y = (value ?? 0) >= 0 ? middle - height : middle
    const box = `x="${(x + step * 0.1).toFixed(1)}" y="${y.toFixed(1)}" width="${(step * 0.8).toFixed(1)}" height="${height.toFixed(1)}"`
    const bar = `<rect class="${(value ?? 0) >= 0 ? 'up' : 'down'}" ${box}><title>${escapeHtml(title)}</title></rect>`
    const at = `x="${(x + step / 2).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle"`
    return bar + (i % every === 0 ? `<text class="tick" ${at}>${escapeHtml(name)}</text>` : '')
  })
  const line = (y: number, name: string): string =>
    `<line class="${name}" x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>`
  const rules = rule === undefined ? '' : line(middle - rule * scale, 'rule') + line(middle + rule * scale, 'rule')
  const box = `viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}"`
  // How high the highest bar is: noise, too, fills the chart.
  const size = `<text class="tick" x="${PAD.left}" y="11">+-${Number(reach.toPrecision(2))}</text>`
  return `<svg ${box}>${line(middle, 'grid')}${size}${parts.join('')}${rules}</svg>`
}
