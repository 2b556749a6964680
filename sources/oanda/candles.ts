/** Candles from the broker: history in pages, gaps filled, and the newest ones as they complete. */
import { type CandleSeries, SERIES_COLUMNS } from '../../model/candle-series.js'
import type { OandaClient } from '../../oanda/client/client.js'
import { candle } from '../../oanda/wire/records.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { candleEndMs, candleLengthMs } from './granularity.js'
import { missingRanges } from './missing-ranges.js'
import { type TakenCandles, takeCandles } from './take-candles.js'

/** The most that the broker returns in one answer. */
const PAGE = 5000
/** A candle that ended this long ago will never be marked complete. */
const SURELY_OVER_MS = 5 * MINUTE_MS

/** A candle that was used and that the broker has changed since. Rows in the order of SERIES_COLUMNS. */
export interface Revision {
  readonly instrument: string
  readonly tMs: number
  readonly used: Float64Array
  readonly now: Float64Array
}

export interface PolledCandles extends TakenCandles {
  /** For the record and the alarm: the state keeps what was used. */
  readonly revision: Revision | null
}

export interface CandleSource {
  /** Complete candles with labels in [fromMs, toMs), page by page, without empty pages. */
  backfill(instrument: string, fromMs: number, toMs: number, granularity?: string): AsyncGenerator<TakenCandles, void>
  /**
   * Requests the one-minute candles of open hours in [fromMs, toMs) that are not in `knownMs` (rising); what the broker lacks stays
   * missing.
   */
  fillGaps(instrument: string, knownMs: Float64Array, fromMs: number, toMs: number): AsyncGenerator<TakenCandles, void>
  /**
   * The complete one-minute candles with labels in (afterMs, beforeMs). The one at `afterMs` is requested again to detect a revision. With
   * `last` the grace is over: a candle whose minute has passed by the broker's clock counts as it is.
   */
  poll(instrument: string, afterMs: number, beforeMs: number, last: boolean): Promise<PolledCandles>
}

export const createCandleSource = (client: Pick<OandaClient, 'candles' | 'clock'>): CandleSource => {
  const { clock } = client
  /** The last two rows returned for each instrument. */
  const given = new Map<string, readonly Float64Array[]>()
  const note = (instrument: string, row: Float64Array): void => {
    const others = (given.get(instrument) ?? []).filter(([tMs]) => tMs !== row[0])
    given.set(instrument, [...others.slice(-1), row])
  }

  const backfill = async function* (
    instrument: string,
    fromMs: number,
    toMs: number,
    granularity = 'M1',
  ): AsyncGenerator<TakenCandles, void> {
    const lengthMs = candleLengthMs(granularity)
    let afterMs = fromMs - 1
    for (let askMs = fromMs; askMs < Math.min(toMs, clock.nowMs()); ) {
      const count = Math.min(PAGE, Math.ceil((toMs - askMs) / lengthMs))
      const page = await client.candles(instrument, { granularity, fromMs: askMs, count })
      const endedByMs = clock.nowMs() - SURELY_OVER_MS
      const taken = takeCandles(page, { instrument, granularity, afterMs, beforeMs: toMs, endedByMs })
      const lastMs = taken.series.tMs.at(-1)
      if (taken.series.tMs.length > 0 || taken.skipped > 0) yield taken
      if (lastMs === undefined) return
      afterMs = lastMs
      askMs = candleEndMs(granularity, lastMs)
    }
  }

  /** One-minute candles from `fromMs` up to one at `beforeMs`: after a long stall they do not fit one answer. */
  const reaching = async (instrument: string, fromMs: number, beforeMs: number, count: number): Promise<unknown[]> => {
    const values: unknown[] = []
    for (let askMs = fromMs; ; ) {
      const page = await client.candles(instrument, { granularity: 'M1', fromMs: askMs, count })
      values.push(...page)
      const label = candle.safeParse(page.at(-1))
      if (count < PAGE || page.length < count || !label.success || label.data.time >= beforeMs) return values
      askMs = candleEndMs('M1', label.data.time)
    }
  }

  return {
    backfill,
    fillGaps: async function* (instrument, knownMs, fromMs, toMs) {
      for (const [from, to] of missingRanges(knownMs, fromMs, toMs, PAGE))
        for await (const taken of backfill(instrument, from, to)) {
          const unknown = without(taken, knownMs)
          if (unknown.series.tMs.length > 0 || unknown.skipped > 0) yield unknown
        }
    },
    poll: async (instrument, afterMs, beforeMs, last) => {
      const minutes = Math.ceil((clock.nowMs() - afterMs) / candleLengthMs('M1'))
      const count = Math.min(PAGE, Math.max(2, minutes + 1))
      const page = await reaching(instrument, afterMs, beforeMs, count)
      const endedByMs = last ? clock.nowMs() : Number.NEGATIVE_INFINITY
      const taken = takeCandles(page, { instrument, granularity: 'M1', afterMs, beforeMs, endedByMs })
      const used = given.get(instrument)?.find(([tMs]) => tMs === afterMs)
      const revision = used && taken.again ? revisionOf(instrument, used, taken.again) : null
      if (revision) note(instrument, revision.now)
      if (taken.series.tMs.length > 0) note(instrument, lastRow(taken.series))
      return { ...taken, revision }
    },
  }
}

const revisionOf = (instrument: string, used: Float64Array, now: Float64Array): Revision | null =>
  used.every((value, n) => Object.is(value, now[n])) ? null : { instrument, tMs: used[0]!, used, now }

const lastRow = (series: CandleSeries): Float64Array =>
  Float64Array.from(SERIES_COLUMNS, (name) => series[name].at(-1)!)

const without = (taken: TakenCandles, knownMs: Float64Array): TakenCandles => {
  const known = new Set(knownMs)
  const wanted = (tMs: number) => !known.has(tMs)
  const kept = taken.series.tMs.map((tMs) => (wanted(tMs) ? 1 : 0))
  if (!kept.includes(0)) return taken
  const columns = Object.fromEntries(
    SERIES_COLUMNS.map((name) => [name, taken.series[name].filter((_, n) => kept[n] === 1)]),
  )
  return {
    ...taken,
    series: Object.freeze({ ...taken.series, ...columns }),
    forcedMs: taken.forcedMs.filter(wanted),
  }
}
