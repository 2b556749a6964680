/** History of the broker for a first start: the days before now, all instruments cut at one minute. */
import type { Logger } from '../../../lib/logger.js'
import type { Clock } from '../../../lib/clock.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import type { World } from '../../../model/world.js'
import type { CandleSource } from '../../../sources/oanda/candles.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'

export interface HistoryInputs {
  readonly candles: Pick<CandleSource, 'backfill'>
  readonly clock: Clock
  readonly world: World
  readonly days: number
  /** Where the days end, ms; default: the minute before now. */
  readonly untilMs?: number
  /** Leaves out candles whose price cannot be meant. */
  readonly believe: (series: CandleSeries) => CandleSeries
  readonly sides: (series: CandleSeries) => CandleSeries
  readonly log: Logger
  readonly signal: AbortSignal
}

/** Series with both sides; instruments without candles are left out. */
export const historyOf = async (inputs: HistoryInputs): Promise<CandleSeries[]> => {
  const { candles, clock, world, days, log, signal } = inputs
  if (days === 0) return []
  const toMs = inputs.untilMs ?? (Math.floor(clock.nowMs() / MINUTE_MS) - 1) * MINUTE_MS
  const all: CandleSeries[] = []
  for (const { name } of world.instruments) {
    const parts: CandleSeries[] = []
    for await (const { series } of candles.backfill(name, toMs - days * DAY_MS, toMs)) {
      if (signal.aborted) return []
      parts.push(inputs.believe(series))
    }
    const first = parts[0]
    if (first) all.push(inputs.sides({ ...first, ...joined(parts), noVolume: parts.every((part) => part.noVolume) }))
  }
  const rows = all.reduce((sum, { tMs }) => sum + tMs.length, 0)
  log(`warming up on ${rows} candles of the last ${days === 1 ? 'day' : `${days} days`}`)
  return all
}

const joined = (parts: readonly CandleSeries[]): { readonly [K in (typeof SERIES_COLUMNS)[number]]: Float64Array } =>
  Object.fromEntries(
    SERIES_COLUMNS.map((name) => {
      const column = new Float64Array(parts.reduce((sum, part) => sum + part.tMs.length, 0))
      let at = 0
      for (const part of parts) {
        column.set(part[name], at)
        at += part[name].length
      }
      return [name, column]
    }),
  ) as never
