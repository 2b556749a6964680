/** What is wrong with candles that are each well-formed, found in one walk over each series. */
import type { CandleSeries } from '../model/candle-series.js'
import { seriesWatch } from './files/warnings/series-warnings.js'

export interface SeriesFacts {
  /** Rows whose bid is above the ask, by instrument that has any. */
  readonly crossed: readonly { readonly instrument: string; readonly crossed: number; readonly rows: number }[]
  /** What is wrong with candles that are each well-formed: `EUR_USD: wrong time zone: ..`. */
  readonly warnings: readonly string[]
}
interface WalkedSeries {
  readonly instrument: string
  /** Its candles as they were recorded, in pieces; each is valid until the next. */
  readonly windows: () => Iterable<CandleSeries>
}

export const seriesFacts = (all: readonly WalkedSeries[]): SeriesFacts => {
  const facts = all.map(factsOf)
  return {
    crossed: facts.flatMap(({ crossed }) => crossed),
    warnings: facts.flatMap(({ warnings }) => warnings),
  }
}

const factsOf = ({ instrument, windows }: WalkedSeries): SeriesFacts => {
  const watch = seriesWatch(instrument)
  let crossed = 0
  let rows = 0
  for (const window of windows()) {
    const { bc, ac } = window
    for (let i = 0; i < bc.length; i++) if (bc[i]! > ac[i]!) crossed++
    rows += bc.length
    watch.take(window)
  }
  return {
    crossed: crossed === 0 ? [] : [{ instrument, crossed, rows }],
    warnings: watch.warnings(windows).map((text) => `${instrument}: ${text}`),
  }
}
