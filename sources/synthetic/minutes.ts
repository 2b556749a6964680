/** The synthetic market minute by minute: all pairs from one seed. */
import { nyHour, tradingDayCursor } from '../../operators/calendar/new-york.js'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/time-units.js'
import { CALIBRATION } from './calibration.js'
import { createCrossPair } from './cross-pair.js'
import { createDrawnPair, type PairStep } from './drawn-pair.js'
import { createFactors, minuteScale, minuteSquare, weekendScale } from './factors.js'
import { type RandomStream, randomStream } from './random.js'
import { createVolatility, type Volatility } from './volatility.js'

export interface Minutes {
  readonly pairs: readonly PairStep[]
  /** One minute of the open week; false in the daily break, when prices move and there are no quotes. */
  minute(tMs: number): boolean
}

const QUARTER_MS = 15 * MINUTE_MS
/** Numbers of the random streams: those that all pairs share, then those of each pair by its place in the calibration. */
const STREAM = Object.freeze({ market: 0, factor: 1, pair: 33, cross: 65 })

export const createMinutes = (seed: number, asked: readonly string[]): Minutes => {
  const market = randomStream(seed, STREAM.market)
  const { factors, volatility, drawn, crosses } = createPairs(seed, asked, market)
  const calendar = createCalendar(volatility)
  let lastMs = Number.NaN

  const weekend = (): void => {
    factors.draw()
    const scale = weekendScale(market)
    for (let n = 0; n < drawn.length; n++) drawn[n]!.step.gap(factors.normal(drawn[n]!.place), scale)
  }
  return {
    pairs: [...drawn.map(({ step }) => step), ...crosses],
    minute: (tMs) => {
      const { hour, weekday } = calendar.turn(tMs)
      if (tMs - lastMs > DAY_MS) weekend()
      lastMs = tMs
      volatility.advance('minute')
      factors.draw()
      const square = minuteSquare(market)
      for (let n = 0; n < drawn.length; n++) {
        const { step, stream, place } = drawn[n]!
        step.step(hour, weekday, factors.normal(place), volatility.factor(n), minuteScale(square, stream))
      }
      for (let n = 0; n < crosses.length; n++) crosses[n]!.step(hour)
      const minuteOfHour = Math.floor(tMs / MINUTE_MS) % 60
      return !((hour === 16 && minuteOfHour === 59) || (hour === 17 && minuteOfHour < 5))
    },
  }
}

/** The pairs asked for and the legs of their crosses. Each has its own random stream, so that it does not depend on the others. */
const createPairs = (seed: number, asked: readonly string[], market: RandomStream) => {
  const { correlation, spreadByHourPips, spreadMedianPips } = CALIBRATION
  const spreadProfile = { pips: spreadByHourPips, medianPips: spreadMedianPips }
  const crossed = CALIBRATION.crosses.filter(({ name }) => asked.includes(name))
  const needed = new Set([...asked, ...crossed.flatMap(({ legs }) => legs)])
  const factors = createFactors(
    correlation,
    CALIBRATION.drawn.map((_, i) => randomStream(seed, STREAM.factor + i)),
  )
  const places = CALIBRATION.drawn.flatMap(({ name }, i) => (needed.has(name) ? [i] : []))
  const streams = places.map((place) => randomStream(seed, STREAM.pair + place))
  const volatility = createVolatility(market, streams)
  const drawn = places.map((place, n) => {
    const stream = streams[n]!
    return { place, stream, step: createDrawnPair(CALIBRATION.drawn[place]!, spreadProfile, stream) }
  })
  const legOf = (name: string) => drawn.find(({ step }) => step.name === name)!
  const crosses = crossed.map((cross) => {
    const [a, b] = [legOf(cross.legs[0]), legOf(cross.legs[1])]
    return createCrossPair(
      cross,
      [a.step, b.step],
      correlation[a.place]![b.place]!,
      CALIBRATION.drawn[a.place]!.hourProfile,
      spreadProfile,
      randomStream(seed, STREAM.cross + CALIBRATION.crosses.indexOf(cross)),
    )
  })
  return { factors, volatility, drawn, crosses }
}

/** New York's hour and weekday of a minute; the volatility of day and quarter advances where a new one begins. */
const createCalendar = (volatility: Volatility) => {
  const cursor = tradingDayCursor()
  let day = Number.NaN
  let quarter = Number.NaN
  let hour = 0
  let hourEndMs = Number.NEGATIVE_INFINITY
  const now = { hour: 0, weekday: 0 }
  return {
    /** The result is reused. */
    turn: (tMs: number): { readonly hour: number; readonly weekday: number } => {
      const today = cursor.at(tMs)
      if (today !== day && day === day) volatility.advance('day')
      day = today
      const quarterNow = Math.floor(tMs / QUARTER_MS)
      if (quarterNow !== quarter && quarter === quarter) volatility.advance('quarter')
      quarter = quarterNow
      if (tMs >= hourEndMs) {
        hour = nyHour(tMs)
        hourEndMs = (Math.floor(tMs / HOUR_MS) + 1) * HOUR_MS
      }
      now.hour = hour
      // 1970-01-01 was a Thursday; Sunday evening belongs to Monday.
      now.weekday = (day + 3) % 7
      return now
    },
  }
}
