/** A pair that is the product of two others: open and close exactly, high and low within the products of the legs' extremes. */
import { assert } from '../../lib/errors.js'
import type { CrossPair } from './calibration.js'
import type { PairStep } from './drawn-pair.js'
import type { RandomStream } from './random.js'
import { createSpread } from './spread.js'
import { drawTicks, emptyMinute, missingByHour, reach } from './ticks.js'

export interface CrossPairStep extends PairStep {
  /** One minute, after the legs' minutes. */
  step(hour: number): void
}

export const createCrossPair = (
  pair: CrossPair,
  legs: readonly [PairStep, PairStep],
  legCorrelation: number,
  hourProfile: readonly number[],
  spreadProfile: { readonly pips: readonly number[]; readonly medianPips: number },
  stream: RandomStream,
): CrossPairStep => {
  const [a, b] = legs
  assert(a.digits + b.digits >= pair.digits, `${pair.name}: the legs' digits suffice`)
  const perPoint = Number(`1e${a.digits + b.digits - pair.digits}`)
  const missing = missingByHour(pair.missingShare, hourProfile)
  const spread = createSpread(pair.spreadMedianPips, spreadProfile.pips, spreadProfile.medianPips, stream)
  const minute = emptyMinute()
  return {
    name: pair.name,
    digits: pair.digits,
    minute,
    step: (hour) => {
      const x = a.minute
      const y = b.minute
      const o = Math.round((x.o * y.o) / perPoint)
      const c = Math.round((x.c * y.c) / perPoint)
      const sd = Math.sqrt(
        x.deviation * x.deviation + y.deviation * y.deviation + 2 * legCorrelation * x.deviation * y.deviation,
      )
      const relative = (x.relative + y.relative) / 2
      const ticks = drawTicks(pair.ticksPerMinute, relative, stream)
      const rest = sd * o * Math.sqrt(1 - 1 / ticks)
      const top = Math.round((x.h * y.h) / perPoint)
      const bottom = Math.round((x.l * y.l) / perPoint)
      minute.missing = stream.uniform() < missing[hour]!
      minute.o = o
      minute.c = c
      minute.h = Math.max(o, c, Math.min(top, Math.round(o + reach(c - o, rest, ticks, stream.uniform()))))
      minute.l = Math.min(o, c, Math.max(bottom, Math.round(o - reach(o - c, rest, ticks, stream.uniform()))))
      minute.ticks = ticks
      minute.spreadAtOpen = minute.spread
      minute.spread = spread.next(hour)
      if (minute.spreadAtOpen === 0) minute.spreadAtOpen = minute.spread
      minute.deviation = sd
      minute.relative = relative
    },
  }
}
