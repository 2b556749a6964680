/** Plays one-minute candles as prices: those of a file, or of a market that is made up as it goes. */
import type { CandleSeries } from '../../../model/candle-series.js'
import type { World } from '../../../model/world.js'
import { gridScale } from '../../../operators/grid.js'
import { minuteColumns } from './minute-columns.js'
import { type MinutePrices, minutePrices } from './minute-path.js'
import type { PriceFeed } from './price-feed.js'

export interface MinuteFeedInputs {
  readonly world: World
  /** Candles known at the start, in the order of the world: history, and what is to be played. */
  readonly series: readonly CandleSeries[]
  /** The first minute to play; what lies before is history. */
  readonly fromMs: number
  /** The candles of the next minute that has any, one series per instrument of the world; null at the end. Absent = the series is all there is. */
  readonly more?: () => readonly CandleSeries[] | null
  /** The market's hours. */
  readonly isOpen: (k: number, tsMs: number) => boolean
}

interface Playback {
  row: number
  prices: MinutePrices | null
  next: number
}

export const minuteFeed = ({ world, series, fromMs, more, isOpen }: MinuteFeedInputs): PriceFeed => {
  const minutes = series.map(() => minuteColumns())
  for (const [k, one] of series.entries()) minutes[k]!.append(one)
  const scales = world.instruments.map(({ displayPrecision }) => gridScale(displayPrecision))
  const voices: Playback[] = minutes.map((one) => ({ row: one.firstAt(fromMs), prices: null, next: 0 }))
  let ended = more === undefined

  /** Prices of the voice's minute, made when it is reached. */
  const pricesOf = (k: number): MinutePrices | null => {
    const voice = voices[k]!
    if (!voice.prices && voice.row < minutes[k]!.rows)
      voice.prices = minutePrices(minutes[k]!, voice.row, scales[k]!, k)
    return voice.prices
  }
  const soonest = (): number => {
    let best = -1
    let bestMs = Number.POSITIVE_INFINITY
    for (let k = 0; k < voices.length; k++) {
      const prices = pricesOf(k)
      const tsMs = prices ? prices.tsMs[voices[k]!.next]! : Number.POSITIVE_INFINITY
      if (tsMs >= bestMs) continue
      best = k
      bestMs = tsMs
    }
    return best
  }
  /** Asks for minutes until a price is there: a voice without a candle may have one in the minute that is not yet known. */
  const ready = (): number => {
    let k = soonest()
    while (k < 0 && !ended) {
      const batch = more?.() ?? null
      if (!batch) ended = true
      else for (const [n, one] of batch.entries()) minutes[n]!.append(one)
      k = soonest()
    }
    return k
  }
  return {
    world,
    minutes,
    isOpen,
    nextMs: () => {
      const k = ready()
      return k < 0 ? Number.POSITIVE_INFINITY : pricesOf(k)!.tsMs[voices[k]!.next]!
    },
    take: () => {
      const k = ready()
      const prices = pricesOf(k)!
      const voice = voices[k]!
      const n = voice.next++
      if (voice.next === prices.tsMs.length) {
        voice.prices = null
        voice.next = 0
        voice.row++
      }
      return { k, tsMs: prices.tsMs[n]!, bid: prices.bid[n]!, ask: prices.ask[n]! }
    },
  }
}
