/** Opens the market of a replay without holding its candles: they are read a week at a time, as often as they are asked for. */
import type { CandleSeries } from '../model/candle-series.js'
import { openDataFolder, type OpenFolder, openedFolder } from './files/open/open-folder.js'
import type { DataFolder } from './files/folder.js'
import type { OpenSeries } from './files/open/open-series.js'
import { type CandleBatch, type MarketInputs, marketFrame, type ReplayMarket } from './market.js'
import { seriesFacts } from './series-facts.js'
import { WEEK_MS } from '../lib/time-units.js'

/** The same market as `loadMarket`, but for its series. `stored`: candles of a store, in place of `inputs.data`. */
export const openMarket = async (inputs: MarketInputs, stored?: DataFolder): Promise<ReplayMarket> => {
  const { lenient = false, trust = false, cache } = inputs
  const options = { lenient, trust, ...(cache ? { cache } : {}) }
  return openedMarket(stored ? openedFolder(stored) : await openDataFolder(inputs.data, options), inputs)
}

export const openedMarket = (
  folder: OpenFolder,
  inputs: Omit<MarketInputs, 'lenient' | 'trust' | 'cache'>,
): ReplayMarket => {
  const { sides, ...frame } = marketFrame(folder, inputs)
  const series = frame.world.instruments.map(({ name }) => folder.series.find((one) => one.instrument === name)!)
  return {
    ...frame,
    ...seriesFacts(series.map((one) => ({ instrument: one.instrument, windows: () => windowsOf(one) }))),
    firstMs: Math.min(...series.map(({ firstMs }) => firstMs)),
    lastMs: Math.max(...series.map(({ lastMs }) => lastMs)),
    batches: () => batchesOf(series, sides),
  }
}

const windowsOf = function* ({ weeks, week }: OpenSeries): Generator<CandleSeries> {
  for (const n of weeks) yield week(n)!
}

const batchesOf = function* (
  series: readonly OpenSeries[],
  sides: (one: CandleSeries, k: number) => CandleSeries,
): Generator<CandleBatch> {
  const weeks = [...new Set(series.flatMap((one) => one.weeks))].sort((a, b) => a - b)
  for (const [n, week] of weeks.entries()) {
    const next = weeks[n + 1]
    yield {
      series: series.flatMap((one, k) => {
        const candles = one.week(week)
        return candles ? [sides(candles, k)] : []
      }),
      nextMs: next === undefined ? Number.POSITIVE_INFINITY : next * WEEK_MS,
    }
  }
}
