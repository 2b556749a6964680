/** Bid and ask at the time of a fill, between the open and the close of its candle. */
import type { Columns } from '../../../graph/engine/define/schema.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { schemas } from '../../../model/columns.js'

export interface FillQuote {
  readonly bid: number
  readonly ask: number
}

/** Of fill `e` in row `i` of slice `tsMs`; null where the slice has no candle. */
export const quoteAtFill = (
  account: Columns<typeof schemas.account>,
  candle: Columns<typeof schemas.candle>,
  i: number,
  e: number,
  tsMs: number,
): FillQuote | null => {
  if (candle.present[i] === 0) return null
  const into = ((account.fillTsMs[e] as number) - (tsMs - MINUTE_MS)) / MINUTE_MS
  const share = Math.min(1, Math.max(0, into))
  return {
    bid: between(candle.bo[i] as number, candle.bc[i] as number, share),
    ask: between(candle.ao[i] as number, candle.ac[i] as number, share),
  }
}

const between = (from: number, to: number, share: number): number => from + (to - from) * share
