/** Candles of one instrument as a source gives them: columns of equal length, time strictly increasing, NaN = side unknown. */
export interface CandleSeries {
  readonly instrument: string
  /** Open label of each candle, milliseconds UTC. The event time of a one-minute candle is its close, tMs + 60,000. */
  readonly tMs: Float64Array
  readonly o: Float64Array
  readonly h: Float64Array
  readonly l: Float64Array
  readonly c: Float64Array
  /** Ticks in the candle; 0 where the source gives none. */
  readonly v: Float64Array
  readonly bo: Float64Array
  readonly bh: Float64Array
  readonly bl: Float64Array
  readonly bc: Float64Array
  readonly ao: Float64Array
  readonly ah: Float64Array
  readonly al: Float64Array
  readonly ac: Float64Array
  /** True where every v is 0: the volume test of the bit means nothing. */
  readonly noVolume: boolean
  /** What o..c are: mid, or bid where the source has bids only. */
  readonly basis: 'mid' | 'bid'
}
/** Column names of a series in the order of the data files. */
export const SERIES_COLUMNS = ['tMs', 'o', 'h', 'l', 'c', 'v', 'bo', 'bh', 'bl', 'bc', 'ao', 'ah', 'al', 'ac'] as const
