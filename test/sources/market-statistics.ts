/** Statistics of candles as a statistician would write them down: one pass at a time, nothing clever. */
import type { CandleSeries } from '../../model/candle-series.js'
import { nyHour } from '../../operators/calendar/new-york.js'
import { HOUR_MS, MINUTE_MS } from '../../lib/time-units.js'

/** Log returns of closes one minute apart, bp, with the New York hour of the candle. */
export interface Returns {
  readonly bp: Float64Array
  readonly hour: Uint8Array
}

export const mean = (values: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}
export const rms = (values: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!
  return Math.sqrt(sum / values.length)
}
export const median = (values: Float64Array): number => values.slice().sort()[values.length >> 1]!

export const correlation = (a: Float64Array, b: Float64Array): number => {
  const [ma, mb] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb)
    aa += (a[i]! - ma) * (a[i]! - ma)
    bb += (b[i]! - mb) * (b[i]! - mb)
  }
  return ab / Math.sqrt(aa * bb)
}

export const minuteReturns = ({ tMs, c }: CandleSeries): Returns => {
  const at: number[] = []
  for (let i = 1; i < tMs.length; i++) if (tMs[i]! - tMs[i - 1]! === MINUTE_MS) at.push(i)
  return {
    bp: Float64Array.from(at, (i) => Math.log(c[i]! / c[i - 1]!) * 1e4),
    hour: Uint8Array.from(at, (i) => nyHour(tMs[i]!)),
  }
}

/** Root mean square by New York hour. */
export const hourProfile = ({ bp, hour }: Returns): Float64Array => {
  const sum = new Float64Array(24)
  const count = new Float64Array(24)
  for (let i = 0; i < bp.length; i++) {
    sum[hour[i]!]! += bp[i]! * bp[i]!
    count[hour[i]!]! += 1
  }
  return sum.map((square, h) => Math.sqrt(square / count[h]!))
}

/** Mean by New York hour of candles opened at tMs. */
export const meanByHour = (tMs: Float64Array, values: Float64Array): Float64Array => {
  const sum = new Float64Array(24)
  const count = new Float64Array(24)
  for (let i = 0; i < values.length; i++) {
    const hour = nyHour(tMs[i]!)
    sum[hour]! += values[i]!
    count[hour]! += 1
  }
  return sum.map((total, h) => total / count[h]!)
}

/** Returns in units of their hour's deviation. */
export const deseasonalised = (returns: Returns): Float64Array => {
  const profile = hourProfile(returns)
  return returns.bp.map((value, i) => value / profile[returns.hour[i]!]!)
}

export const excessKurtosis = (values: Float64Array): number => {
  const squares = values.map((value) => value * value)
  return mean(squares.map((square) => square * square)) / (mean(squares) * mean(squares)) - 3
}

/** Autocorrelation of sizes. */
export const sizeAcf = (values: Float64Array, lag: number): number => {
  const sizes = values.map(Math.abs)
  return correlation(sizes.subarray(0, sizes.length - lag), sizes.subarray(lag))
}

/** Degrees of freedom of the Student-t that fits best: maximum likelihood over a grid, the scale by expectation maximisation. */
export const studentDof = (values: Float64Array): number => {
  let best = { dof: Number.NaN, likelihood: Number.NEGATIVE_INFINITY }
  for (let dof = 1.5; dof <= 8; dof += 0.25) {
    let square = 0.3
    for (let i = 0; i < 8; i++) square = mean(values.map((x) => ((dof + 1) * x * x) / (dof + (x * x) / square)))
    const constant = logGamma((dof + 1) / 2) - logGamma(dof / 2) - Math.log(dof * Math.PI * square) / 2
    const likelihood = constant - ((dof + 1) / 2) * mean(values.map((x) => Math.log(1 + (x * x) / (dof * square))))
    if (likelihood > best.likelihood) best = { dof, likelihood }
  }
  return best.dof
}

/** Stirling's series after shifting the argument up. */
const logGamma = (x: number): number =>
  x < 8 ? logGamma(x + 1) - Math.log(x) : (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + 1 / (12 * x)

/** Log returns from the last close of one hour to the last of the next, where all series have both. */
export const hourlyReturns = (series: readonly CandleSeries[]): readonly Float64Array[] => {
  const closes = series.map(({ tMs, c }) => {
    const byHour = new Map<number, number>()
    for (let i = 0; i < tMs.length; i++) byHour.set(Math.floor(tMs[i]! / HOUR_MS), c[i]!)
    return byHour
  })
  const hours = [...closes[0]!.keys()].filter((h) => closes.every((map) => map.has(h) && map.has(h - 1)))
  return closes.map((map) => Float64Array.from(hours, (h) => Math.log(map.get(h)! / map.get(h - 1)!)))
}
