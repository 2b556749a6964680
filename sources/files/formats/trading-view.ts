/** TradingView chart exports: `time,open,high,low,close,Volume`, then the columns of indicators; time in seconds or as ISO text. */
import { readChunks } from '../read-chunks.js'
import { type BarFormat, readBars } from './bar-lines.js'
import { importer } from './importer.js'
import { labelClock } from './label-clock.js'
import { textTime } from './text-time.js'

const WANTED = ['time', 'open', 'high', 'low', 'close'] as const
const SECONDS = /^\d{9,10}$/

/** TradingView files to candles; prices count as bid. A time without an offset needs `tz`. */
export const importTradingView = importer((path, options) => {
  const clock = labelClock('tradingview', options.tz, null)
  return readBars(path, readChunks(path), options, (line) => {
    const names = line.split(',').map((name) => name.trim().toLowerCase())
    if (!tradingViewHeader(line)) return null
    const [time, o, h, l, c] = WANTED.map((name) => names.indexOf(name)) as [number, number, number, number, number]
    const format: BarFormat = {
      separator: ',',
      columns: names.length,
      time: [time],
      tMs: (text, place) => {
        const seconds = SECONDS.test(text)
        return clock.toUtc(seconds ? { ms: Number(text) * 1000, zoned: true } : textTime(text), place)
      },
      prices: [o, h, l, c],
      volume: names.includes('volume') ? names.indexOf('volume') : null,
      volumeMayBeBlank: true,
    }
    return { format, header: true }
  })
})

/** True for the header of an export. */
export const tradingViewHeader = (line: string): boolean => {
  const names = line.split(',').map((name) => name.trim().toLowerCase())
  return WANTED.every((name, n) => names[n] === name)
}
