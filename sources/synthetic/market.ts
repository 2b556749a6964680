/** A made-up market that looks like the real one minute by minute, and in which nothing can be foreseen: the same seed gives the same bytes. */
import { assert } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { fxWeekEdge, isFxWeekMinute, nyHour, tradingDayCursor } from '../../operators/calendar/new-york.js'
import { CALIBRATION } from './calibration.js'
import { createCrossPair } from './cross-pair.js'
import { createDrawnPair, type PairStep } from './drawn-pair.js'
import { createFactors, minuteScale, minuteSquare, weekendScale } from './factors.js'
import { randomStream } from './random.js'
import { seriesBuilder } from './series-builder.js'
import { createVolatility } from './volatility.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/time-units.js'

const QUARTER_MS = 15 * MINUTE_MS
/** Numbers of the random streams: what all pairs share, then those of each pair by its place in the calibration. */
const STREAM = Object.freeze({ market: 0, factor: 1, pair: 33, cross: 65 })

/** The pairs it can make, sorted. */
export const SYNTHETIC_PAIRS: readonly string[] = Object.freeze(
  [...CALIBRATION.drawn, ...CALIBRATION.crosses].map(({ name }) => name).sort(),
)

export interface SyntheticMarket {
  /** Sorted. */
  readonly pairs: readonly string[]
  /** Open label of the first minute of the next batch. */
  atMs(): number
  /** The candles of the next `minutes` minutes of the clock, one series per pair, empty where the market is shut. */
  next(minutes: number): CandleSeries[]
}

export interface SyntheticInputs {
  /** Whole number, 0 .. 4,294,967,295. */
  readonly seed: number
  /** Open label of the first minute, UTC; raised to a whole minute. */
  readonly startMs: number
  /** Default: all. The prices of a pair do not depend on which others are asked for. */
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

interface Minutes {
  readonly pairs: readonly PairStep[]
  /** One minute of the open week; false in the daily break, when prices move and nobody quotes. */
  minute(tMs: number): boolean
}

const createMinutes = (seed: number, asked: readonly string[]): Minutes => {
  const { drawn, crosses, correlation, spreadByHourPips, spreadMedianPips } = CALIBRATION
  const spreadProfile = { pips: spreadByHourPips, medianPips: spreadMedianPips }
  const crossed = crosses.filter(({ name }) => asked.includes(name))
  const needed = new Set([...asked, ...crossed.flatMap(({ legs }) => legs)])
  const market = randomStream(seed, STREAM.market)
  const pairStream = new Map([
    ...drawn.map(({ name }, i) => [name, randomStream(seed, STREAM.pair + i)] as const),
    ...crosses.map(({ name }, i) => [name, randomStream(seed, STREAM.cross + i)] as const),
  ])
  const factors = createFactors(
    correlation,
    drawn.map((_, i) => randomStream(seed, STREAM.factor + i)),
  )
  const places = drawn.flatMap(({ name }, i) => (needed.has(name) ? [i] : []))
  const streams = places.map((i) => pairStream.get(drawn[i]!.name)!)
  const volatility = createVolatility(market, streams)
  const steps = places.map((i, n) => createDrawnPair(drawn[i]!, spreadProfile, streams[n]!))
  const legOf = (name: string) => steps.find((step) => step.name === name)!
  const placeOf = (name: string) => drawn.findIndex((pair) => pair.name === name)
  const crossSteps = crossed.map((cross) => {
    const [a, b] = cross.legs
    return createCrossPair(
      cross,
      [legOf(a), legOf(b)],
      correlation[placeOf(a)]![placeOf(b)]!,
      drawn[placeOf(a)]!.hourProfile,
      spreadProfile,
      pairStream.get(cross.name)!,
    )
  })
  const cursor = tradingDayCursor()
  let day = Number.NaN
  let quarter = Number.NaN
  let hour = 0
  let hourEndMs = Number.NEGATIVE_INFINITY
  let lastMs = Number.NaN

  const turn = (tMs: number): void => {
    const today = cursor.at(tMs)
    if (today !== day && day === day) volatility.advance('day')
    day = today
    const now = Math.floor(tMs / QUARTER_MS)
    if (now !== quarter && quarter === quarter) volatility.advance('quarter')
    quarter = now
    if (tMs >= hourEndMs) {
      hour = nyHour(tMs)
      hourEndMs = (Math.floor(tMs / HOUR_MS) + 1) * HOUR_MS
    }
  }
  const weekend = (): void => {
    factors.draw()
    const scale = weekendScale(market)
    for (let n = 0; n < steps.length; n++) steps[n]!.gap(factors.normal(places[n]!), scale)
  }
  return {
    pairs: [...steps, ...crossSteps],
    minute: (tMs) => {
      turn(tMs)
      if (tMs - lastMs > DAY_MS) weekend()
      lastMs = tMs
      // 1970-01-01 was a Thursday; Sunday evening belongs to Monday.
      const weekday = (day + 3) % 7
      volatility.advance('minute')
      factors.draw()
      const square = minuteSquare(market)
      for (let n = 0; n < steps.length; n++) {
        const scale = minuteScale(square, streams[n]!)
        steps[n]!.step(hour, weekday, factors.normal(places[n]!), volatility.factor(n), scale)
      }
      for (let n = 0; n < crossSteps.length; n++) crossSteps[n]!.step(hour)
      const minuteOfHour = Math.floor(tMs / MINUTE_MS) % 60
      return !((hour === 16 && minuteOfHour === 59) || (hour === 17 && minuteOfHour < 5))
    },
  }
}
