/** Results over two parameters: where they are good over a region, and where a single cell stands out. */
import type { SweepConfiguration } from './configuration.js'

export interface HeatAxis {
  readonly name: string
  readonly labels: readonly string[]
}
export interface HeatCell {
  readonly configurations: number
  readonly trades: number
  /** Net bps a trade over all trades of the cell; for graphs in quote currency the mean result of a configuration. Null without trades. */
  readonly value: number | null
}
export interface HeatMap {
  readonly x: HeatAxis
  readonly y: HeatAxis
  /** By row (y), then column (x). */
  readonly cells: readonly (readonly HeatCell[])[]
  /** [row, column] of the best cell that has enough trades and earns; null if none does. */
  readonly peak: readonly [number, number] | null
  /** Cells joined with the peak, side by side or by a corner, that are at least half as good; the peak is one of them. */
  readonly plateau: readonly (readonly [number, number])[]
  /** Whether no neighbour of the peak is half as good. */
  readonly lone: boolean
  readonly sentence: string
}

/** More values than that are put into as many groups of about equal size. */
const LABELS_MOST = 12

/** Parameters with at least two values over the configurations; those that differ by instrument are none. */
export const heatAxes = (configurations: readonly SweepConfiguration[]): readonly string[] => {
  const names = Object.keys(configurations[0]?.params ?? {})
  return names.filter((name) => {
    const values = new Set(configurations.map(({ params }) => JSON.stringify(params[name])))
    return values.size > 1 && !configurations.some(({ varying }) => varying.has(name))
  })
}

export const heatMap = (
  configurations: readonly SweepConfiguration[],
  xName: string,
  yName: string,
  minTrades: number,
): HeatMap => {
  const x = axisOf(configurations, xName)
  const y = axisOf(configurations, yName)
  const groups = y.labels.map(() => x.labels.map((): SweepConfiguration[] => []))
  for (const own of configurations) groups[y.at(own)]?.[x.at(own)]?.push(own)
  const cells = groups.map((row) => row.map(cellOf))
  const peak = peakOf(cells, minTrades)
  const plateau = peak === null ? [] : plateauOf(cells, peak)
  const lone = peak !== null && plateau.length === 1
  const axes = { x: { name: x.name, labels: x.labels }, y: { name: y.name, labels: y.labels } }
  return { ...axes, cells, peak, plateau, lone, sentence: sentenceOf({ ...axes, cells, peak, plateau, lone }) }
}

const axisOf = (configurations: readonly SweepConfiguration[], name: string) => {
  const values = [...new Map(configurations.map(({ params }) => [JSON.stringify(params[name]), params[name]])).values()]
  const numbers = values.every((value) => typeof value === 'number')
  const sorted = numbers
    ? (values as number[]).sort((a, b) => a - b)
    : values.map((value) => JSON.stringify(value)).sort()
  const size = Math.max(1, Math.ceil(sorted.length / LABELS_MOST))
  const group = new Map(sorted.map((value, n) => [JSON.stringify(value), Math.floor(n / size)]))
  const labels = Array.from({ length: Math.ceil(sorted.length / size) }, (_, g) => {
    const own = sorted.slice(g * size, (g + 1) * size)
    return own.length === 1 ? shown(own[0]) : `${shown(own[0])} to ${shown(own.at(-1))}`
  })
  const keyOf = (value: unknown) => JSON.stringify(numbers ? value : JSON.stringify(value))
  return { name, labels, at: ({ params }: SweepConfiguration) => group.get(keyOf(params[name])) ?? -1 }
}

const shown = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value).replaceAll('"', '')

const cellOf = (own: readonly SweepConfiguration[]): HeatCell => {
  const trades = own.reduce((sum, configuration) => sum + configuration.trades, 0)
  const quotes = own.flatMap(({ pnlQuote }) => (pnlQuote === null ? [] : [pnlQuote]))
  const value =
    quotes.length > 0
      ? quotes.reduce((sum, quote) => sum + quote, 0) / quotes.length
      : trades === 0
        ? null
        : own.reduce((sum, { pnlBps }) => sum + pnlBps, 0) / trades
  return { configurations: own.length, trades, value }
}

type Cells = HeatMap['cells']

const peakOf = (cells: Cells, minTrades: number): readonly [number, number] | null => {
  let best: readonly [number, number] | null = null
  let most = 0
  for (const [r, row] of cells.entries())
    for (const [c, { value, trades, configurations }] of row.entries()) {
      if (value === null || value <= most || trades < minTrades * configurations) continue
      best = [r, c]
      most = value
    }
  return best
}

const plateauOf = (cells: Cells, peak: readonly [number, number]): readonly (readonly [number, number])[] => {
  const half = (cells[peak[0]]?.[peak[1]]?.value as number) / 2
  const found = new Map<string, readonly [number, number]>([[peak.join(), peak]])
  for (const [r, c] of found.values())
    for (const dr of [-1, 0, 1])
      for (const dc of [-1, 0, 1]) {
        const next = [r + dr, c + dc] as const
        const value = cells[next[0]]?.[next[1]]?.value ?? Number.NEGATIVE_INFINITY
        if (value >= half && !found.has(next.join())) found.set(next.join(), next)
      }
  return [...found.values()].sort(([r1, c1], [r2, c2]) => r1 - r2 || c1 - c2)
}

const sentenceOf = ({ x, y, cells, peak, plateau, lone }: Omit<HeatMap, 'sentence'>): string => {
  if (peak === null) return `No cell of ${y.name} x ${x.name} earns with enough trades.`
  const [row, column] = peak
  const at = `${y.name} ${y.labels[row]}, ${x.name} ${x.labels[column]}`
  const edge = (at: number, count: number) => count > 1 && (at === 0 || at === count - 1)
  const border =
    edge(row, y.labels.length) || edge(column, x.labels.length)
      ? ' It lies at the edge of the grid: the best may lie outside.'
      : ''
  const count = cells.flat().filter(({ trades }) => trades > 0).length
  return lone
    ? `A lone peak at ${at}: no neighbour is half as good, which is what chance looks like.${border}`
    : `A plateau of ${plateau.length} of ${count} cells around ${at}: each at least half as good as the best.${border}`
}
