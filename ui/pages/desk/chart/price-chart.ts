/** Candles, metrics, fills, trades and the stop on a canvas. Draws what it is given; asks nothing. */
import {
  type CandlestickData,
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  type LineData,
  LineSeries,
  LineStyle,
  LineType,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
  type WhitespaceData,
} from 'lightweight-charts'
import type { CandleView, FillView, TradeView } from '../../../data/reads.js'
import { SECOND_MS } from '../../../format/time-units.js'
import { type MetricName, METRICS } from './metrics.js'
import { chartColours } from './chart-colours.js'

export interface ChartData {
  readonly candles: readonly CandleView[]
  readonly fills: readonly FillView[]
  readonly trades: readonly TradeView[]
  /** [time, stop] from the entry on. */
  readonly stop: readonly (readonly [number, number])[]
  /** Milliseconds of one candle. */
  readonly lengthMs: number
}
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

const seconds = (ms: number): UTCTimestamp => Math.floor(ms / SECOND_MS) as UTCTimestamp
const millis = (time: Time): number => (time as number) * SECOND_MS
const PLAIN = Object.freeze({ lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false })
/** Trades drawn as lines; each is a series of its own. */
const LINES_MOST = 40

export const openPriceChart = (element: HTMLElement, options: ChartOptions): PriceChart => {
  const chart = createChart(element, { autoSize: true, ...lookOf(options) })
  const priceFormat = {
    type: 'price' as const,
    precision: options.precision,
    minMove: Number((10 ** -options.precision).toFixed(options.precision)),
  }
  const candles = chart.addSeries(CandlestickSeries, { priceFormat })
  const markers = createSeriesMarkers(candles, [])
  const stop = chart.addSeries(LineSeries, { ...PLAIN, priceFormat, lineType: LineType.WithSteps, lineWidth: 2 })
  const metrics = METRICS.map((name) => ({ name, series: chart.addSeries(LineSeries, { ...PLAIN, lineWidth: 1 }, 1) }))
  chart.panes()[1]?.setStretchFactor(0.35)
  const lines = tradeLines(chart, priceFormat)
  const at: { data: ChartData | null; drawn: readonly CandleView[] } = { data: null, drawn: [] }
  const restyle = () => {
    const { up, down, metric } = chartColours()
    chart.applyOptions(lookOf(options))
    candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false })
    stop.applyOptions({ color: down, lineStyle: LineStyle.Dashed })
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
    const shown = within(data)
    markers.setMarkers(shown.fills.map((fill) => markerOf(fill, data.lengthMs)))
    lines.show(shown.trades, data.lengthMs)
    stop.setData(ascending(data.stop.map(([ms, value]) => ({ time: seconds(openOf(ms, data.lengthMs)), value }))))
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

/** The open of the candle that a slice closed. */
const openOf = (sliceMs: number, lengthMs: number): number => Math.floor((sliceMs - 1) / lengthMs) * lengthMs

const within = ({ candles, fills, trades }: ChartData) => {
  const fromMs = candles[0]?.tMs ?? Number.POSITIVE_INFINITY
  return {
    fills: fills.filter(({ tsMs }) => tsMs > fromMs).sort((a, b) => a.tsMs - b.tsMs),
    trades: trades.filter(({ entryMs }) => entryMs !== null && entryMs > fromMs).slice(0, LINES_MOST),
  }
}

const markerOf = ({ tsMs, units, id }: FillView, lengthMs: number): SeriesMarker<Time> => {
  const { up, down } = chartColours()
  const buys = units > 0
  return {
    id,
    time: seconds(openOf(tsMs, lengthMs)),
    position: buys ? 'belowBar' : 'aboveBar',
    shape: buys ? 'arrowUp' : 'arrowDown',
    color: buys ? up : down,
    size: 0.8,
  }
}

/** From entry to exit, green where it won. */
const tradeLines = (chart: IChartApi, priceFormat: object) => {
  const made: ReturnType<typeof add>[] = []
  const add = () =>
    chart.addSeries(LineSeries, {
      ...PLAIN,
      priceFormat,
      lineWidth: 1,
      lineStyle: LineStyle.Dotted,
      autoscaleInfoProvider: () => null,
    })
  return {
    show: (trades: readonly TradeView[], lengthMs: number) => {
      const { up, down } = chartColours()
      while (made.length < trades.length) made.push(add())
      made.forEach((series, n) => {
        const trade = trades[n]
        if (!trade || trade.entryPrice === null || trade.exitPrice === null) return series.setData([])
        series.applyOptions({ color: (trade.net ?? 0) > 0 ? up : down })
        series.setData(
          ascending([
            { time: seconds(openOf(trade.entryMs as number, lengthMs)), value: trade.entryPrice },
            { time: seconds(openOf(trade.exitMs, lengthMs)), value: trade.exitPrice },
          ]),
        )
      })
    },
  }
}

/** A series wants rising times: of those that are equal the last counts. */
const ascending = <T extends { readonly time: UTCTimestamp }>(points: readonly T[]): T[] =>
  [...new Map(points.map((point) => [point.time, point])).values()].sort((a, b) => a.time - b.time)

/** A time of which the chart has no candle yet: it must go back first. */
export const isBefore = ({ candles, lengthMs }: ChartData, ms: number): boolean =>
  candles[0] !== undefined && ms < candles[0].tMs + lengthMs

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
