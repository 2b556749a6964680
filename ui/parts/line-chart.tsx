/** A line or bars over time or over labels, drawn by uPlot. It has no text of its own: a table stands next to it. */
import { useEffect, useRef, useSyncExternalStore } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { isDark, onTheme } from '../shell/theme.js'
import './line-chart.css'

interface LineChartProps {
  /** What the picture shows, for who does not see it. */
  readonly label: string
  /** Seconds for a time, else 0, 1, 2.. */
  readonly x: readonly number[]
  readonly y: readonly (number | null)[]
  readonly unit: string
  /** Labels of bars; absent: x is a time. */
  readonly bars?: readonly string[]
  /** Time axis in UTC. */
  readonly utc: boolean
}
const HEIGHT = 220

export const LineChart = ({ label, x, y, unit, bars, utc }: LineChartProps) => {
  const holder = useRef<HTMLDivElement>(null)
  const shade = useSyncExternalStore(onTheme, isDark)
  useEffect(() => {
    const place = holder.current as HTMLDivElement
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string) => style.getPropertyValue(name).trim()
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } }
    const series =
      bars === undefined ? {} : { paths: uPlot.paths.bars!({ size: [0.5, 80] }), fill: colour('--accent-soft') }
    const plot = new uPlot(
      {
        width: Math.max(200, place.clientWidth),
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales:
          bars === undefined
            ? { x: { time: true } }
            : // A bar that does not begin at zero has no length.
              {
                x: { time: false, range: [-0.6, bars.length - 0.4] },
                y: { range: (_plot, _least, most) => [0, most * 1.1 || 1] },
              },
        ...(utc ? { tzDate: (ts: number) => uPlot.tzDate(new Date(ts * 1000), 'Etc/UTC') } : {}),
        axes: [
          bars === undefined
            ? axis
            : { ...axis, splits: () => bars.map((_, n) => n), values: (_plot, at) => at.map((n) => bars[n] ?? '') },
          { ...axis, size: 64, label: unit, labelSize: 18 },
        ],
        series: [{}, { stroke: colour('--accent'), width: 1.5, points: { show: false }, ...series }],
      },
      [[...x], [...y]],
      place,
    )
    const resized = new ResizeObserver(() => plot.setSize({ width: Math.max(200, place.clientWidth), height: HEIGHT }))
    resized.observe(place)
    return () => {
      resized.disconnect()
      plot.destroy()
    }
  }, [x, y, unit, bars, utc, shade])
  return <div ref={holder} className="line-chart" role="img" aria-label={label} />
}
