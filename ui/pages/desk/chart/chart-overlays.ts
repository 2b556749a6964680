/** Fills, trades and the stop over the candles of a chart, drawn again only where they changed: it costs as much as the candles do. */
import {
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  LineType,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { FillView, TradeView } from '../../../data/reads.js'
import { chartColours } from './chart-colours.js'
import { type ChartData, seconds } from './chart-data.js'

export interface ChartOverlays {
  readonly show: (data: ChartData) => void
  /** Colours of the theme that holds now; the next `show` draws all. */
  readonly restyle: () => void
}
interface ChartOverlaysInputs {
  readonly chart: IChartApi
  readonly candles: ISeriesApi<'Candlestick'>
  readonly priceFormat: object
}

/** A line without labels of its own. */
export const PLAIN = Object.freeze({ lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false })
/** Trades drawn as lines; each is a series of its own. */
const LINES_MOST = 40

export const chartOverlays = ({ chart, candles, priceFormat }: ChartOverlaysInputs): ChartOverlays => {
  const markers = createSeriesMarkers(candles, [])
  const stop = chart.addSeries(LineSeries, { ...PLAIN, priceFormat, lineType: LineType.WithSteps, lineWidth: 2 })
  const lines = tradeLines(chart, priceFormat)
  const drawn = { fills: '', trades: '', stop: '', stopAt: 0 }
  const showStop = (points: ChartData['stop'], lengthMs: number) => {
    const rows = ascending(points.map(([ms, value]) => ({ time: seconds(openOf(ms, lengthMs)), value })))
    const last = rows.at(-1)
    const text = `${lengthMs} ${JSON.stringify(rows.slice(0, -1))} ${last?.value}`
    // Mostly it is the same stop, one candle on.
    if (text === drawn.stop && last !== undefined && last.time >= drawn.stopAt) stop.update(last)
    else stop.setData(rows)
    Object.assign(drawn, { stop: text, stopAt: last?.time ?? 0 })
  }
  return {
    show: (data) => {
      const { lengthMs } = data
      const { fills, trades } = within(data)
      const shown = {
        fills: [lengthMs, ...fills.map(({ id }) => id)].join(),
        trades: [lengthMs, ...trades.map(keyOf)].join(),
      }
      if (shown.fills !== drawn.fills) markers.setMarkers(fills.map((fill) => markerOf(fill, lengthMs)))
      if (shown.trades !== drawn.trades) lines.show(trades, lengthMs)
      Object.assign(drawn, shown)
      showStop(data.stop, lengthMs)
    },
    restyle: () => {
      stop.applyOptions({ color: chartColours().down, lineStyle: LineStyle.Dashed })
      Object.assign(drawn, { fills: '', trades: '', stop: '' })
    },
  }
}

const keyOf = ({ entryMs, exitMs, units, net }: TradeView): string => `${entryMs}-${exitMs}-${units}-${net}`

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
