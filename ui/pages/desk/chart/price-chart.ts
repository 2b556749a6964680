/** Candles, metrics, fills, trades and the stop on a canvas. Draws what it is given; asks nothing. */
import {
  type CandlestickData,
  CandlestickSeries,
  createChart,
  type IChartApi,
  type LineData,
  LineSeries,
  type Time,
  type WhitespaceData,
} from 'lightweight-charts'
import type { CandleView } from '../../../data/reads.js'
import { chartColours } from './chart-colours.js'
import { type ChartData, isBefore, millis, seconds } from './chart-data.js'
import { chartOverlays, PLAIN } from './chart-overlays.js'
import { type MetricName, METRICS } from './metrics.js'

export interface ChartOptions {
  readonly precision: number
  readonly clock: (ms: number) => string
  readonly day: (ms: number) => string
  /** The candle under the pointer; null = none. */
  readonly onHover: (openMs: number | null) => void
  readonly onClick: (openMs: number) => void
  /** The reader is near the first candle. */
  readonly onStart: () => void
}
export interface PriceChart {
  readonly show: (data: ChartData) => void
  /** Colours of the theme that holds now. */
  readonly restyle: () => void
  /** Brings a time into the middle, where it is not in sight. */
  readonly reveal: (ms: number) => void
  readonly close: () => void
}

export const openPriceChart = (element: HTMLElement, options: ChartOptions): PriceChart => {
  const chart = createChart(element, { autoSize: true, ...lookOf(options) })
  const priceFormat = {
    type: 'price' as const,
    precision: options.precision,
    minMove: Number((10 ** -options.precision).toFixed(options.precision)),
  }
  const candles = chart.addSeries(CandlestickSeries, { priceFormat })
  const metrics = METRICS.map((name) => ({ name, series: chart.addSeries(LineSeries, { ...PLAIN, lineWidth: 1 }, 1) }))
  chart.panes()[1]?.setStretchFactor(0.35)
  const overlays = chartOverlays({ chart, candles, priceFormat })
  const at: { data: ChartData | null; drawn: readonly CandleView[] } = { data: null, drawn: [] }
  const restyle = () => {
    const { up, down, metric } = chartColours()
    chart.applyOptions(lookOf(options))
    candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false })
    overlays.restyle()
    metrics.forEach(({ series, name }) => series.applyOptions({ color: metric[name] }))
    if (at.data) draw(at.data)
  }
  const draw = (data: ChartData) => {
    // Of thousands of candles mostly one is new.
    const from = unchanged(at.drawn, data.candles)
    at.drawn = data.candles
    const put = <T extends CandlestickData | LineData | WhitespaceData>(
      series: { setData: (rows: T[]) => void; update: (row: T) => void },
      rowOf: (candle: CandleView) => T,
    ) => {
      if (from === 0) series.setData(data.candles.map(rowOf))
      else for (const candle of data.candles.slice(from)) series.update(rowOf(candle))
    }
    put(candles, ({ tMs, o, h, l, c }) => ({ time: seconds(tMs), open: o, high: h, low: l, close: c }))
    for (const { series, name } of metrics) put(series, (candle) => metricOf(candle, name))
    overlays.show(data)
  }
  const openMs = (time: Time | undefined): number | null => (time === undefined ? null : millis(time))
  chart.subscribeCrosshairMove(({ time, point }) => options.onHover(point ? openMs(time) : null))
  chart.subscribeClick(({ time }) => time !== undefined && options.onClick(millis(time)))
  const look = () => {
    const range = chart.timeScale().getVisibleLogicalRange()
    if (range !== null && at.drawn.length > 0 && range.from < NEAR) options.onStart()
  }
  chart.timeScale().subscribeVisibleLogicalRangeChange(look)
  restyle()
  return {
    show: (data) => {
      at.data = data
      draw(data)
      look()
    },
    restyle,
    reveal: (ms) => reveal(chart, at.data, ms),
    close: () => chart.remove(),
  }
}

/** Candles before the left edge from which on older ones are asked for. */
const NEAR = 30

/** How many candles at the beginning are drawn already; 0 = all are to be drawn. The last drawn may have grown since. */
const unchanged = (drawn: readonly CandleView[], candles: readonly CandleView[]): number => {
  const end = drawn.length - 1
  const isSame = end > 0 && drawn[0]?.tMs === candles[0]?.tMs && drawn[end]?.tMs === candles[end]?.tMs
  return isSame ? end : 0
}

const metricOf = (candle: CandleView, name: MetricName): LineData | WhitespaceData => {
  const value = candle[name]
  return value === null ? { time: seconds(candle.tMs) } : { time: seconds(candle.tMs), value }
}

const reveal = (chart: IChartApi, data: ChartData | null, ms: number): void => {
  if (!data || isBefore(data, ms)) return
  const index = data.candles.findIndex(({ tMs }) => tMs + data.lengthMs >= ms)
  const range = chart.timeScale().getVisibleLogicalRange()
  if (index < 0 || range === null || (index >= range.from && index <= range.to)) return
  const half = (range.to - range.from) / 2
  chart.timeScale().setVisibleLogicalRange({ from: index - half, to: index + half })
}

const lookOf = ({ clock, day }: ChartOptions) => {
  const { text, line, panel } = chartColours()
  return {
    layout: {
      attributionLogo: false,
      background: { color: panel },
      textColor: text,
      fontSize: 11,
      panes: { separatorColor: line },
    },
    grid: { vertLines: { color: line }, horzLines: { color: line } },
    rightPriceScale: { borderColor: line },
    timeScale: {
      borderColor: line,
      timeVisible: true,
      secondsVisible: false,
      tickMarkFormatter: (time: Time, kind: number) => (kind < 3 ? day(millis(time)).slice(5) : clock(millis(time))),
    },
    localization: { timeFormatter: (time: Time) => `${day(millis(time))} ${clock(millis(time))}` },
  }
}
