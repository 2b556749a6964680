/** Where the paper broker's prices come from: files, or a market that is made up. */
import type { CandleSeries } from '../../model/candle-series.js'
import { createWorld } from '../../model/world.js'
import { minuteFeed } from '../../api/paper-broker/market/minute-feed.js'
import type { PriceFeed } from '../../api/paper-broker/market/price-feed.js'
import { dailyBreak, isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { windowEnd } from '../../operators/calendar/window.js'
import { conversionPairs, loadInstruments } from '../../sources/instruments.js'
import { SYNTHETIC_PAIRS, syntheticMarket } from '../../sources/synthetic/market.js'
import { loadMarket } from '../../sources/market.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'

/** A Tuesday as New York opens. */
const SYNTHETIC_FROM_MS = Date.UTC(2024, 2, 19, 12)
/** What a client can read of the time before: enough to warm up on. */
const HISTORY_DAYS = 75
/** Files: a longer hole between candles is a closed market. */
const LONGEST_HOLE_MS = 5 * MINUTE_MS

export interface BrokerMarketInputs {
  readonly home: string
  /** Folders or files of one-minute candles; empty = made up. */
  readonly data: readonly string[]
  readonly cache: string | null
  readonly seed: number
  /** When the broker's time begins; undefined = the market's usual start, files: their first candle. */
  readonly fromMs?: number | undefined
}
/** A market, and when it may begin: a store may want a later start. */
export interface BrokerMarket {
  readonly fromMs: number
  readonly instruments: readonly string[]
  /** Plays from `startMs` on. */
  open(startMs: number): PriceFeed
}

export const brokerMarket = async (inputs: BrokerMarketInputs): Promise<BrokerMarket> =>
  inputs.data.length > 0 ? fileMarket(inputs) : madeUpMarket(inputs)

const fileMarket = async ({ cache, data, fromMs, home }: BrokerMarketInputs): Promise<BrokerMarket> => {
  const { series, world } = await loadMarket({ data, home, cache })
  const firstMs = Math.min(...series.map(({ tMs }) => tMs[0] ?? Number.POSITIVE_INFINITY))
  return {
    fromMs: fromMs ?? firstMs,
    instruments: world.instruments.map(({ name }) => name),
    open: (startMs) => {
      const feed = minuteFeed({ world, series, fromMs: minuteOf(startMs), isOpen: (k, tsMs) => isOpen(k, tsMs) })
      /** Inside a candle, or in a short hole between two. */
      const isOpen = (k: number, tsMs: number): boolean => {
        const minutes = feed.minutes[k]!
        const { columns, rows } = minutes
        const next = minutes.firstAt(tsMs - MINUTE_MS + 1)
        if (next === rows) return false
        if (columns.tMs[next]! <= tsMs) return true
        return next > 0 && columns.tMs[next]! - columns.tMs[next - 1]! - MINUTE_MS <= LONGEST_HOLE_MS
      }
      return feed
    },
  }
}

const madeUpMarket = ({ fromMs = SYNTHETIC_FROM_MS, home, seed }: BrokerMarketInputs): BrokerMarket => {
  const pairs = [...SYNTHETIC_PAIRS]
  conversionPairs(pairs, pairs, home)
  const world = createWorld(loadInstruments(pairs), home)
  const names = world.instruments.map(({ name }) => name)
  const pause = dailyBreak()
  return {
    fromMs,
    instruments: names,
    open: (startMs) => {
      const firstMs = minuteOf(fromMs) - HISTORY_DAYS * DAY_MS
      const market = syntheticMarket({ seed, startMs: firstMs, pairs })
      // From the same first minute whatever the start, so that a restart goes on in the same market.
      const history = market.next((minuteOf(startMs) - firstMs) / MINUTE_MS)
      return minuteFeed({
        world,
        series: history,
        fromMs: minuteOf(startMs),
        more: () => market.next(1) as readonly CandleSeries[],
        isOpen: (_k, tsMs) => isFxWeekMinute(tsMs) && Number.isNaN(windowEnd(pause, tsMs)),
      })
    },
  }
}

const minuteOf = (tsMs: number): number => Math.floor(tsMs / MINUTE_MS) * MINUTE_MS
