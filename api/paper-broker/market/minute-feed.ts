/** Plays one-minute candles as prices, from a file or from a market generated on the fly. */
import type { CandleSeries } from '../../../model/candle-series.js'
import type { World } from '../../../model/world.js'
import { gridScale } from '../../../operators/grid.js'
import { minuteColumns } from './minute-columns.js'
import { type MinutePrices, minutePrices } from './minute-path.js'
import type { PriceFeed } from './price-feed.js'

export interface MinuteFeedInputs {
  readonly world: World
  /** Candles known at the start, in world order: history, and what will be played. */
  readonly series: readonly CandleSeries[]
  /** The first minute to play; everything before it is history. */
  readonly fromMs: number
  /**
   * The next minute that has candles, one series per instrument of the world; null at the end. Absent: `series` is everything.
   */
  readonly more?: () => readonly CandleSeries[] | null
  /** Market hours. */
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
  const playbacks: Playback[] = minutes.map((one) => ({ row: one.firstAt(fromMs), prices: null, next: 0 }))
  let ended = more === undefined

  /** Prices of the current minute, generated when it is reached. */
  const pricesOf = (k: number): MinutePrices | null => {
    const playback = playbacks[k]!
    if (!playback.prices && playback.row < minutes[k]!.rows)
      playback.prices = minutePrices(minutes[k]!, playback.row, scales[k]!, k)
    return playback.prices
  }
  const soonest = (): number => {
    let best = -1
    let bestMs = Number.POSITIVE_INFINITY
    for (let k = 0; k < playbacks.length; k++) {
      const prices = pricesOf(k)
      const tsMs = prices ? prices.tsMs[playbacks[k]!.next]! : Number.POSITIVE_INFINITY
      if (tsMs >= bestMs) continue
      best = k
      bestMs = tsMs
    }
    return best
  }
  /** Requests minutes until there is a price: an instrument without a candle may have one in the next minute. */
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
      return k < 0 ? Number.POSITIVE_INFINITY : pricesOf(k)!.tsMs[playbacks[k]!.next]!
    },
    take: () => {
      const k = ready()
      const prices = pricesOf(k)!
      const playback = playbacks[k]!
      const n = playback.next++
      if (playback.next === prices.tsMs.length) {
        playback.prices = null
        playback.next = 0
        playback.row++
      }
      return { k, tsMs: prices.tsMs[n]!, bid: prices.bid[n]!, ask: prices.ask[n]! }
    },
  }
}
