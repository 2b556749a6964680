/** The shadow's result as a line, with the times in which the gate was on as a band below it. */
import { useEffect, useRef } from 'react'
import Plot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Times } from '../../format/times.js'
import { onTheme } from '../../shell/theme.js'
import { type HistoryPoint, historySeries } from './history-series.js'

interface HistoryChartProps {
  readonly points: readonly HistoryPoint[]
  /** What it shows, in words. */
  readonly label: string
  readonly times: Times
}

const HEIGHT = 220

export const HistoryChart = ({ points, label, times }: HistoryChartProps) => {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot | null>(null)
  const data = useRef<Plot.AlignedData>([[]])
  const { seconds, pnlBps, on } = historySeries(points)
  data.current = [seconds, on, pnlBps]
  useEffect(() => {
    const holder = box.current as HTMLDivElement
    const draw = () => {
      plot.current?.destroy()
      plot.current = new Plot(optionsOf(holder, times), data.current, holder)
    }
    draw()
    const offTheme = onTheme(draw)
    const size = new ResizeObserver(() => plot.current?.setSize({ width: holder.clientWidth, height: HEIGHT }))
    size.observe(holder)
    return () => {
      offTheme()
      size.disconnect()
      plot.current?.destroy()
      plot.current = null
    }
  }, [times])
  useEffect(() => plot.current?.setData(data.current), [points])
  return <div ref={box} className="history-chart" role="img" aria-label={label} />
}

const optionsOf = (holder: HTMLElement, times: Times): Plot.Options => {
  const style = getComputedStyle(holder)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } }
  return {
    width: holder.clientWidth,
    height: HEIGHT,
    // Without a pointer a legend of values is a row of dashes.
    legend: { live: false, markers: { show: true } },
    cursor: { drag: { x: true, y: false } },
    ...(times.zone === 'UTC' ? { tzDate: (ts) => Plot.tzDate(new Date(ts * 1000), 'UTC') } : {}),
    scales: { on: { range: [0, 1] } },
    axes: [
      { ...axis, values: (_plot, splits, _axis, _space, step) => splits.map((at) => tickText(times, at * 1000, step)) },
      { ...axis, size: 56, label: 'bps', labelSize: 16 },
    ],
    series: [
      { label: 'Time', value: (_plot, at) => (at === null ? '–' : times.full(at * 1000)) },
      {
        label: 'Gate on',
        scale: 'on',
        fill: `${colour('--up')}2e`,
        width: 0,
        points: { show: false },
        value: (_plot, value) => (value === null ? '–' : value === 1 ? 'on' : 'not on'),
        ...(Plot.paths.stepped ? { paths: Plot.paths.stepped({ align: 1 }) } : {}),
      },
      { label: 'Result, bps', stroke: colour('--accent'), width: 1.5, points: { show: false } },
    ],
  }
}

/** A clock of 24 hours, the day where one begins. */
const tickText = (times: Times, ms: number, stepSec: number): string =>
  stepSec >= 86_400 || times.clock(ms) === '00:00' ? times.day(ms).slice(5) : times.clock(ms)
