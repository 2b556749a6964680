/** The chart as part of React: made once for an instrument, given data as they come. */
import { useEffect, useRef } from 'react'
import { useTimes } from '../../../format/times.js'
import { onTheme } from '../../../shell/theme.js'
import { type ChartData, openPriceChart, type PriceChart } from './price-chart.js'

interface UseChart {
  readonly data: ChartData | null
  readonly precision: number
  /** A time to bring into sight. */
  readonly atMs: number | null
  readonly onHover: (openMs: number | null) => void
  readonly onClick: (openMs: number) => void
}

export const useChart = ({ data, precision, atMs, onHover, onClick }: UseChart) => {
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<PriceChart>(null)
  const newest = useRef({ onHover, onClick })
  newest.current = { onHover, onClick }
  const times = useTimes()
  useEffect(() => {
    const opened = openPriceChart(element.current as HTMLDivElement, {
      precision,
      clock: times.clock,
      day: times.day,
      onHover: (openMs) => newest.current.onHover(openMs),
      onClick: (openMs) => newest.current.onClick(openMs),
    })
    chart.current = opened
    const off = onTheme(opened.restyle)
    return () => {
      off()
      opened.close()
      chart.current = null
    }
  }, [precision, times])
  useEffect(() => {
    if (data) chart.current?.show(data)
  }, [data, precision, times])
  useEffect(() => {
    if (data && atMs !== null) chart.current?.reveal(atMs)
    // Not with each candle: the reader may have moved on.
  }, [data !== null, atMs, times])
  return element
}
