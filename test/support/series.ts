/** Makes candle series from rows a reader can check. */
import type { CandleSeries } from '../../model/candle-series.js'

export interface CandleRow {
  /** Minutes after the start. */
  readonly minute: number
  readonly o: number
  readonly h?: number
  readonly l?: number
  readonly c: number
  readonly v?: number
}

/** A series with bid and ask `spread` apart around o..c; `startMs` is the open label of minute 0. */
export const makeSeries = (
  instrument: string,
  startMs: number,
  rows: readonly CandleRow[],
  spread = 0.0002,
): CandleSeries => {
  const column = (of: (row: CandleRow) => number) => Float64Array.from(rows, of)
  const high = (row: CandleRow) => row.h ?? Math.max(row.o, row.c)
  const low = (row: CandleRow) => row.l ?? Math.min(row.o, row.c)
  const half = spread / 2
  return {
    instrument,
    tMs: column((row) => startMs + row.minute * 60_000),
    o: column((row) => row.o),
    h: column(high),
    l: column(low),
    c: column((row) => row.c),
    v: column((row) => row.v ?? 1),
    bo: column((row) => row.o - half),
    bh: column((row) => high(row) - half),
    bl: column((row) => low(row) - half),
    bc: column((row) => row.c - half),
    ao: column((row) => row.o + half),
    ah: column((row) => high(row) + half),
    al: column((row) => low(row) + half),
    ac: column((row) => row.c + half),
    noVolume: false,
    basis: 'mid',
  }
}
