/** The paper broker's prices: candle files or a synthetic market. */
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
/** History that clients can read: enough to warm up on. */
const HISTORY_DAYS = 75
/** Files: a longer gap between candles is a closed market. */
const GAP_MAX_MS = 5 * MINUTE_MS

export interface BrokerMarketInputs {
  readonly home: string
  /** Folders or files of one-minute candles; empty = synthetic. */
  readonly data: readonly string[]
  readonly cache: string | null
  /** Where the files have no spreads: those of an account that pays a commission. */
  readonly coreSpreads?: boolean
  readonly seed: number
  /** Start of the broker clock; undefined: the default start, or with files their first candle. */
  readonly fromMs?: number | undefined
}
/** A market and its earliest start; stored accounts may need a later one. */
export interface BrokerMarket {
  readonly fromMs: number
  /** What tells it from another market: its data or its seed. */
  readonly identity: { readonly data: string } | { readonly seed: number }
  readonly instruments: readonly string[]
  /** Plays from `startMs` on. */
  open(startMs: number): PriceFeed
}

export const brokerMarket = async (inputs: BrokerMarketInputs): Promise<BrokerMarket> =>
  inputs.data.length > 0 ? fileMarket(inputs) : generatedMarket(inputs)

const fileMarket = async ({
  cache,
  coreSpreads = false,
  data,
  fromMs,
  home,
}: BrokerMarketInputs): Promise<BrokerMarket> => {
  const { series, world, dataHash } = await loadMarket({
    data,
    home,
    cache,
    coreSpreads,
    // It plays the market, wild prices too: it is for its clients to judge them.
    trust: true,
  })
  const firstMs = Math.min(...series.map(({ tMs }) => tMs[0] ?? Number.POSITIVE_INFINITY))
  return {
    fromMs: fromMs ?? firstMs,
    identity: { data: dataHash },
    instruments: world.instruments.map(({ name }) => name),
    open: (startMs) => {
      const feed = minuteFeed({ world, series, fromMs: minuteOf(startMs), isOpen: (k, tsMs) => isOpen(k, tsMs) })
      /** Inside a candle, or in a short gap between two. */
      const isOpen = (k: number, tsMs: number): boolean => {
        const minutes = feed.minutes[k]!
        const { columns, rows } = minutes
        const next = minutes.firstAt(tsMs - MINUTE_MS + 1)
        if (next === rows) return false
        if (columns.tMs[next]! <= tsMs) return true
        return next > 0 && columns.tMs[next]! - columns.tMs[next - 1]! - MINUTE_MS <= GAP_MAX_MS
      }
      return feed
    },
  }
}

const generatedMarket = ({ fromMs = SYNTHETIC_FROM_MS, home, seed }: BrokerMarketInputs): BrokerMarket => {
  const pairs = [...SYNTHETIC_PAIRS]
  conversionPairs(pairs, pairs, home)
  const world = createWorld(loadInstruments(pairs), home)
  const names = world.instruments.map(({ name }) => name)
  const pause = dailyBreak()
  return {
    fromMs,
    identity: { seed },
    instruments: names,
    open: (startMs) => {
      const firstMs = minuteOf(fromMs) - HISTORY_DAYS * DAY_MS
      const market = syntheticMarket({ seed, startMs: firstMs, pairs })
      // Always from the same first minute, so that a restart continues in the same market.
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
