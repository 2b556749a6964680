/** Judges fetched candles after those that the store has, in order of time. */
import type { CandleSeries } from '../../model/candle-series.js'
import { createJudge } from '../../sources/plausibility/judge-candles.js'
import { judgedRow } from '../../sources/plausibility/judge-series.js'
import type { StoredCandles } from '../../sources/valkey-candles.js'

export interface Verdicts {
  /** Labels of the rows that are refused; later than all rows judged before. */
  judge(series: CandleSeries): ReadonlySet<number>
  /** Whether the one row, which replaces an earlier candle, is refused: as the candle was, or because it is too far away now. */
  isRevisionRefused(series: CandleSeries): boolean
  /** All stored candles are taken into account; their memory is free. */
  caughtUp(): void
}

export const verdictsAfter = (instrument: string, known: StoredCandles): Verdicts => {
  const judge = createJudge(instrument)
  const refused = new Set(known.refusedMs)
  let past: CandleSeries | null = known.all
  let next = 0
  const catchUp = (beforeMs: number): void => {
    for (; past !== null && next < past.tMs.length && past.tMs[next]! < beforeMs; next++)
      judge.obey(judgedRow(past, next), refused.has(past.tMs[next]!))
  }
  return {
    judge: (series) => {
      const found = new Set<number>()
      for (const [i, tMs] of series.tMs.entries()) {
        catchUp(tMs)
        if (judge.judge(judgedRow(series, i)) !== null) found.add(tMs)
      }
      for (const tMs of found) refused.add(tMs)
      return found
    },
    isRevisionRefused: (series) => refused.has(series.tMs[0]!) || judge.isOut(judgedRow(series, 0)),
    caughtUp: () => {
      catchUp(Number.POSITIVE_INFINITY)
      past = null
    },
  }
}
