/** Made configurations: random trades spread evenly over days. */
import { portableRandom } from '../../../studies/statistics/distributions/portable-random.js'
import { moments } from '../../../studies/statistics/sample/moments.js'
import type { VerdictConfiguration, VerdictInput } from '../../../studies/verdict/verdict-input.js'

interface Made {
  readonly trades: number
  readonly days: number
  readonly mean: number
  readonly sd: number
  readonly seed: number
}

/** Trades whose mean and standard deviation are exactly those given. */
export const madeConfiguration = ({ trades, days, mean, sd, seed }: Made): VerdictConfiguration => {
  const random = portableRandom(seed)
  const raw = Array.from({ length: trades }, () => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += random()
    return sum
  })
  const shape = moments(raw)
  const net = raw.map((value) => (trades > 1 ? ((value - shape.mean) / shape.sd) * sd : 0) + mean)
  const daily = new Float64Array(days)
  net.forEach((value, i) => {
    daily[i % days]! += value
  })
  return {
    configHash: `${seed}-${trades}-${mean}`,
    params: { seed },
    trades,
    meanTrade: trades > 0 ? mean : null,
    sdTrade: trades > 1 ? sd : null,
    objective: trades > 0 ? mean * trades : null,
    daily,
  }
}

export const verdictInput = (
  configurations: readonly VerdictConfiguration[],
  n = configurations.length,
): VerdictInput => ({
  configurations,
  days: Array.from({ length: configurations[0]?.daily.length ?? 0 }, (_, i) => `day ${i}`),
  n,
  minTrades: 30,
})
