/** A small made-up market for tests of the whole graph: random walks with trends, holes and all sides known, from a seed. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { CandleSeries } from '../../model/candle-series.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/** A Tuesday morning in London: every session of the majors but Sydney opens on the way. */
export const MARKET_START_MS = Date.UTC(2024, 2, 5, 7)

export interface RandomMarketOptions {
  readonly seed: number
  readonly minutes: number
  readonly names?: readonly string[]
  /** Candles left out, per thousand. */
  readonly missingPerMille?: number
  readonly startMs?: number
}

/** One series per name; prices on the grid of five decimals (three for yen), spread one pip. */
export const randomMarket = (options: RandomMarketOptions): CandleSeries[] =>
  (options.names ?? ['EUR_USD', 'GBP_USD', 'USD_JPY']).map((name, n) =>
    randomSeries(name, { ...options, seed: options.seed * 31 + n }),
  )

const randomSeries = (name: string, options: RandomMarketOptions): CandleSeries => {
  const generator = xoroshiro128plus(options.seed)
  const pick = (low: number, high: number) => uniformInt(generator, low, high)
  const yen = name.endsWith('JPY')
  const scale = yen ? 1000 : 100_000
  const startMs = options.startMs ?? MARKET_START_MS
  const rows: number[][] = []
  let price = yen ? 150_000 : 110_000
  let drift = 0
  for (let minute = 0; minute < options.minutes; minute++) {
    if (pick(0, 29) === 0) drift = pick(-6, 6)
    const o = price
    const c = Math.max(1000, o + drift + pick(-7, 7))
    const h = Math.max(o, c) + pick(0, 6)
    const l = Math.min(o, c) - pick(0, 6)
    price = c
    if (pick(0, 999) < (options.missingPerMille ?? 0)) continue
    rows.push([startMs + minute * MINUTE_MS, o / scale, h / scale, l / scale, c / scale, pick(1, 200)])
  }
  const column = (n: number, shift = 0) =>
    Float64Array.from(rows, (row) => (Math.round((row[n] as number) * scale) + shift) / scale)
  return {
    instrument: name,
    tMs: Float64Array.from(rows, (row) => row[0] as number),
    o: column(1),
    h: column(2),
    l: column(3),
    c: column(4),
    v: Float64Array.from(rows, (row) => row[5] as number),
    bo: column(1, -5),
    bh: column(2, -5),
    bl: column(3, -5),
    bc: column(4, -5),
    ao: column(1, 5),
    ah: column(2, 5),
    al: column(3, 5),
    ac: column(4, 5),
    noVolume: false,
    basis: 'mid',
  }
}

/** The series with every price and volume after `afterMs` (slice time) replaced. */
export const changeFuture = (series: CandleSeries, afterMs: number): CandleSeries => {
  const first = series.tMs.findIndex((t) => t + MINUTE_MS > afterMs)
  if (first < 0) return series
  const changed = (values: Float64Array) => values.map((value, i) => (i < first ? value : value * 1.01))
  const { o, h, l, c, v, bo, bh, bl, bc, ao, ah, al, ac } = series
  return {
    ...series,
    o: changed(o),
    h: changed(h),
    l: changed(l),
    c: changed(c),
    v: changed(v),
    bo: changed(bo),
    bh: changed(bh),
    bl: changed(bl),
    bc: changed(bc),
    ao: changed(ao),
    ah: changed(ah),
    al: changed(al),
    ac: changed(ac),
  }
}
