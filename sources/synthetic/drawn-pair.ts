/** One pair against the dollar: minutes from its own volatility and its share of the common factors. */
import type { DrawnPair } from './calibration.js'
import type { RandomStream } from './random.js'
import { createSpread } from './spread.js'
import { drawTicks, emptyMinute, type MinuteCandle, missingByHour, reach } from './ticks.js'

const BP = 1e-4
/** No minute and no weekend moves further than this fraction, so prices stay positive. */
const MOVE_MAX = 0.2

export interface PairStep {
  readonly name: string
  readonly digits: number
  readonly minute: MinuteCandle
}
export interface DrawnPairStep extends PairStep {
  /** The gap over a weekend, before its first minute: `normal` is the pair's share, `scale` the weekend's. */
  gap(normal: number, scale: number): void
  /** One minute. weekday: 0 = Monday; volatility: factor now; scale: Student-t scale of the minute. */
  step(hour: number, weekday: number, normal: number, volatility: number, scale: number): void
}

export const createDrawnPair = (
  pair: DrawnPair,
  spreadProfile: { readonly pips: readonly number[]; readonly medianPips: number },
  stream: RandomStream,
): DrawnPairStep => {
  const usual = pair.stdBp * BP
  const deviation = deviations(pair)
  const missing = missingByHour(pair.missingShare, pair.hourProfile)
  const spread = createSpread(pair.spreadMedianPips, spreadProfile.pips, spreadProfile.medianPips, stream)
  const points = Number(`1e${pair.digits}`)
  const price = Float64Array.of(pair.start * points)
  const minute = emptyMinute()
  const move = (fraction: number): void => {
    price[0] = price[0]! * (1 + Math.max(-MOVE_MAX, Math.min(MOVE_MAX, fraction)))
  }
  return {
    name: pair.name,
    digits: pair.digits,
    minute,
    gap: (normal, scale) => move(pair.weekendGapMedianBp * BP * normal * scale),
    step: (hour, weekday, normal, volatility, scale) => {
      const sd = deviation[weekday * 24 + hour]! * volatility * scale
      const before = price[0]!
      move(sd * normal)
      const after = price[0]!
      const sdPoints = sd * before
      const ticks = drawTicks(pair.ticksPerMinute, sd / usual, stream)
      // The first tick comes one tick interval after the close before it.
      const first = 1 / ticks
      const open = before + (after - before) * first + sdPoints * Math.sqrt(first * (1 - first)) * stream.normal()
      const o = Math.round(ticks === 1 ? after : open)
      const c = Math.round(after)
      const rest = sdPoints * Math.sqrt(1 - first)
      minute.missing = stream.uniform() < missing[hour]!
      minute.o = o
      minute.c = c
      minute.h = Math.max(o, c, Math.round(o + reach(c - o, rest, ticks, stream.uniform())))
      minute.l = Math.min(o, c, Math.round(o - reach(o - c, rest, ticks, stream.uniform())))
      minute.ticks = ticks
      minute.spreadAtOpen = minute.spread
      minute.spread = spread.next(hour)
      if (minute.spreadAtOpen === 0) minute.spreadAtOpen = minute.spread
      minute.deviation = sd
      minute.relative = sd / usual
    },
  }
}

/** One-minute deviation by trading day and hour, as a fraction; its mean square over the week is the pair's. */
const deviations = (pair: DrawnPair): Float64Array => {
  const product = pair.weekdayProfile.flatMap((day) => pair.hourProfile.map((hour) => day * hour))
  const rms = Math.sqrt(product.reduce((sum, value) => sum + value * value, 0) / product.length)
  return Float64Array.from(product, (value) => (pair.stdBp * BP * value) / rms)
}
