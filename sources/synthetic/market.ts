/**
 * A synthetic market: it looks like the real one minute by minute, nothing in it can be predicted, and a seed always gives the same bytes.
 */
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { fxWeekEdge, isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { CALIBRATION } from './calibration.js'
import { createMinutes } from './minutes.js'
import { seriesBuilder } from './series-builder.js'
import { MINUTE_MS } from '../../lib/time-units.js'

/** All its pairs, sorted. */
export const SYNTHETIC_PAIRS: readonly string[] = Object.freeze(
  [...CALIBRATION.drawn, ...CALIBRATION.crosses].map(({ name }) => name).sort(),
)

export interface SyntheticMarket {
  /** Sorted. */
  readonly pairs: readonly string[]
  /** Open label of the first minute of the next batch. */
  atMs(): number
  /** The candles of the next `minutes` minutes of the clock, one series per pair, empty while the market is closed. */
  next(minutes: number): CandleSeries[]
}

export interface SyntheticInputs {
  /** Whole number, 0 .. 4,294,967,295. */
  readonly seed: number
  /** Open label of the first minute, UTC; raised to a whole minute. */
  readonly startMs: number
  /** Default: all. The prices of a pair do not depend on the other pairs. */
  readonly pairs?: readonly string[]
}

export const syntheticMarket = ({ seed, startMs, pairs = SYNTHETIC_PAIRS }: SyntheticInputs): SyntheticMarket => {
  check(seed, startMs, pairs)
  const step = createMinutes(seed, pairs)
  const wanted = step.pairs.filter(({ name }) => pairs.includes(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
  let atMs = Math.ceil(startMs / MINUTE_MS) * MINUTE_MS
  let edgeMs = Number.NEGATIVE_INFINITY
  let open = false
  return {
    pairs: wanted.map(({ name }) => name),
    atMs: () => atMs,
    next: (minutes) => {
      assert(Number.isInteger(minutes) && minutes >= 0, `a batch has whole minutes, not ${minutes}`)
      const endMs = atMs + minutes * MINUTE_MS
      const builders = wanted.map(({ name, digits }) => seriesBuilder(name, digits, minutes))
      while (atMs < endMs) {
        if (atMs >= edgeMs) {
          open = isFxWeekMinute(atMs)
          edgeMs = fxWeekEdge(atMs)
        }
        if (!open) {
          atMs = Math.min(edgeMs, endMs)
          continue
        }
        const shown = step.minute(atMs)
        for (let k = 0; shown && k < wanted.length; k++) {
          const { minute } = wanted[k]!
          if (!minute.missing) builders[k]!.push(atMs, minute)
        }
        atMs += MINUTE_MS
      }
      return builders.map((builder) => builder.finish())
    },
  }
}

const check = (seed: number, startMs: number, pairs: readonly string[]): void => {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new SepError('bad-argument', `seed ${seed}: a whole number from 0 to 4294967295 is needed`)
  }
  if (!Number.isFinite(startMs)) throw new SepError('bad-argument', `start ${startMs}: not a time`)
  const unknown = pairs.filter((name) => !SYNTHETIC_PAIRS.includes(name))
  if (unknown.length > 0 || pairs.length === 0) {
    throw new SepError(
      'bad-argument',
      `pairs ${unknown.join(', ')}: the synthetic market has ${SYNTHETIC_PAIRS.join(', ')}`,
    )
  }
}
