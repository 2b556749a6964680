/** Which of the broker's candles the pipeline believes, from the history before to the newest minute. */
import { bestEffort } from '../../../store/store-fault.js'
import type { Store } from '../../../store/store.js'
import type { Logger } from '../../../lib/logger.js'
import { DAY_MS } from '../../../lib/time-units.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { type CandleJudge, createJudge } from '../../../sources/plausibility/judge-candles.js'
import { implausibleText, judgedRow, judgeSeries, rowsWhere } from '../../../sources/plausibility/judge-series.js'
import { storedCandles } from '../../../sources/valkey-candles.js'

/** Stored candles that are read again at a start: more than the last 60, also on a Monday. */
const SEED_MS = 4 * DAY_MS

/** A candle that was left out: a series of one row. */
export interface RefusedCandle {
  readonly candle: CandleSeries
  readonly why: string
}
/** Of each refused candle, and null where the newest one is believed. */
export type OnVerdict = (instrument: string, refused: RefusedCandle | null) => void

export interface Beliefs {
  /** The series without what is not believed. */
  take(series: CandleSeries, quote: number, onVerdict: OnVerdict): CandleSeries
  /** Reads what the store knows of instruments not judged yet: its verdicts stand. */
  seed(store: Store, beforeMs: number): Promise<void>
}

export const createBeliefs = (names: readonly string[], log: Logger): Beliefs => {
  const judges = new Map<string, CandleJudge>()
  const lastMs = new Map<string, number>()
  const judgeOf = (name: string, fromMs: number): CandleJudge => {
    const known = judges.get(name)
    // Earlier candles than those seen are a history that is read again.
    const judge = known && !(fromMs <= lastMs.get(name)!) ? known : createJudge(name)
    judges.set(name, judge)
    return judge
  }
  return {
    take: (series, quote, onVerdict) => {
      const { instrument, tMs } = series
      if (tMs.length === 0) return series
      const refused = new Map(judgeSeries(series, judgeOf(instrument, tMs[0]!), quote))
      lastMs.set(instrument, tMs.at(-1)!)
      for (const [row, why] of refused)
        onVerdict(instrument, { candle: rowsWhere(series, (i) => i === row), why: implausibleText(why) })
      if (!refused.has(tMs.length - 1)) onVerdict(instrument, null)
      return rowsWhere(series, (i) => !refused.has(i))
    },
    seed: async (store, beforeMs) => {
      for (const name of names.filter((one) => !judges.has(one))) {
        const judge = judgeOf(name, Number.NEGATIVE_INFINITY)
        await bestEffort(
          async () => {
            const { all, refusedMs } = await storedCandles(store, name, beforeMs - SEED_MS, beforeMs)
            for (const [i, tMs] of all.tMs.entries()) judge.obey(judgedRow(all, i), refusedMs.has(tMs))
          },
          (fault) => log(`candles of ${name} in the store: ${fault.message}`, 'warn'),
        )
      }
    },
  }
}
