/** The span of a market's candles. */
import type { Frame } from '../../graph/engine/run/frame.js'
import { isoTime } from '../../lib/iso-time.js'
import { SepError } from '../../model/error-codes.js'
import type { ReplayMarket } from '../../sources/market.js'

type Span = Pick<ReplayMarket, 'firstMs' | 'lastMs'>

/** A requested span without any candle is `missing-data`: its run would be empty. */
export const checkSpan = (
  market: Span,
  { fromMs, toMs }: { readonly fromMs?: number | undefined; readonly toMs?: number | undefined },
): void => {
  const { firstMs: first, lastMs: last } = market
  if (toMs !== undefined && toMs <= first)
    throw new SepError('missing-data', `--to ${isoTime(toMs)} is not after the first candle, ${isoTime(first)}`)
  if (fromMs !== undefined && fromMs > last)
    throw new SepError('missing-data', `--from ${isoTime(fromMs)} is after the last candle, ${isoTime(last)}`)
}

/** Calls `onProgress` for each frame with the share of the span that is done, 0..1. */
export const spanProgress = (market: Span, onProgress: (share: number) => void): ((frame: Frame) => void) => {
  const { firstMs: first, lastMs: last } = market
  return (frame) => onProgress(((frame.time.tsMs[frame.slices - 1] as number) - first) / (last - first))
}
