/** Colours of the theme for what is drawn on a canvas. */
import type { MetricName } from './metrics.js'

export const chartColours = () => {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  const metric: Readonly<Record<MetricName, string>> = {
    coherence: of('accent'),
    stability: of('up'),
    rupture: of('down'),
    entropy: of('soft'),
  }
  return { text: of('soft'), line: of('line'), panel: of('panel'), up: of('up'), down: of('down'), metric }
}
