import { MINUTE_MS } from '../../lib/time-units.js'
import { SERIES_COLUMNS, type CandleSeries } from '../../model/candle-series.js'
import type { ReplayMarket } from '../../sources/market.js'

/** Every so many candles of the changed future are left out: a hole, too, is something to see too early. */
const HOLE_EVERY = 7

/**
 * The same market up to the candle that closes at `atMs`.
 * From there on prices are mirrored at their last value, and candles are missing.
 */
export const mirroredFuture = (
  market: Pick<ReplayMarket, 'world' | 'batches'>,
  atMs: number,
): Pick<ReplayMarket, 'world' | 'batches'> => ({
  world: market.world,
  batches: function* () {
    // By instrument: the last close that stays as it was.
    const last = new Map<string, number>()
    for (const batch of market.batches())
      yield { ...batch, series: batch.series.map((one) => changed(one, atMs, last)) }
  },
})

const changed = (series: CandleSeries, atMs: number, last: Map<string, number>): CandleSeries => {
  let kept = 0
  while (kept < series.tMs.length && series.tMs[kept]! + MINUTE_MS <= atMs) kept++
  if (kept > 0) last.set(series.instrument, series.c[kept - 1]!)
  const mirror = last.get(series.instrument) ?? series.o[0] ?? 1
  const rows: number[] = []
  for (let i = 0; i < series.tMs.length; i++) if (i < kept || (i - kept) % HOLE_EVERY !== HOLE_EVERY - 1) rows.push(i)
  const columns = SERIES_COLUMNS.map((name) => {
    const from = series[PARTNER[name] ?? name]
    const own = series[name]
    return [
      name,
      Float64Array.from(rows, (i) => {
        if (i < kept || name === 'tMs') return own[i]!
        return name === 'v' ? 2 * own[i]! + 1 : (mirror * mirror) / from[i]!
      }),
    ] as const
  })
  return { ...series, ...(Object.fromEntries(columns) as Pick<CandleSeries, (typeof SERIES_COLUMNS)[number]>) }
}

/** A mirror turns highs into lows, and bids into asks. */
const PARTNER: { readonly [name in (typeof SERIES_COLUMNS)[number]]?: (typeof SERIES_COLUMNS)[number] } = {
  ...{ h: 'l', l: 'h', bo: 'ao', ao: 'bo', bc: 'ac', ac: 'bc' },
  ...{ bh: 'al', al: 'bh', bl: 'ah', ah: 'bl' },
}
