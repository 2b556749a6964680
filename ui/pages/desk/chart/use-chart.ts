/** The chart as part of React: made once for an instrument, given data as they come. */
import { useEffect, useRef } from 'react'
import { useTimes } from '../../../format/times.js'
import { onTheme } from '../../../shell/theme.js'
import { type ChartData, isBefore } from './chart-data.js'
import { openPriceChart, type PriceChart } from './price-chart.js'

interface UseChart {
  readonly data: ChartData | null
  readonly precision: number
  /** A time to bring into sight. */
  readonly atMs: number | null
  /** Asks for the candles before the first. */
  readonly loadOlder: () => void
  readonly onHover: (openMs: number | null) => void
  readonly onClick: (openMs: number) => void
}

export const useChart = ({ data, precision, atMs, loadOlder, onHover, onClick }: UseChart) => {
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<PriceChart>(null)
  const newest = useRef({ loadOlder, onHover, onClick })
  newest.current = { loadOlder, onHover, onClick }
  const times = useTimes()
  useEffect(() => {
    const opened = openPriceChart(element.current as HTMLDivElement, {
      precision,
      clock: times.clock,
      day: times.day,
      onHover: (openMs) => newest.current.onHover(openMs),
      onStart: () => newest.current.loadOlder(),
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
  const isAway = data !== null && atMs !== null && isBefore(data, atMs)
  const first = data?.candles[0]?.tMs
  useEffect(() => {
    // A page after another, until the time is among the candles.
    if (isAway) loadOlder()
  }, [isAway, first, loadOlder])
  useEffect(() => {
    if (data && atMs !== null) chart.current?.reveal(atMs)
    // Not with each candle: the reader may have moved on.
  }, [data !== null, isAway, atMs, times])
  return element
}
