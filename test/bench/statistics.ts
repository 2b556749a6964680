/** The statistics of a long series and of a wide panel, and the verdict on a large sweep: CPU time. */
import { portableRandom } from '../../studies/statistics/distributions/portable-random.js'
import { returnStatistics } from '../../studies/statistics/return-statistics.js'
import { panelStatistics } from '../../studies/statistics/panel-statistics.js'
import { moments } from '../../studies/statistics/sample/moments.js'
import { verdictOf } from '../../studies/verdict/verdict.js'
import { medianCpuSec, timed } from './measure.js'

const RUNS = 3
const RESAMPLES = { resamples: 20_000, seed: 1 }

export interface StatisticsBench {
  readonly name: 'statistics'
  /** All statistics of 500 returns with 20,000 resamples. */
  readonly seriesCpuMs: number
  /** Reality check, SPA, StepM, effective number and overfitting of 64 alternatives x 500 rows, 20,000 resamples. */
  readonly panelCpuMs: number
  /** The verdict on 1,250 configurations over 65 days. */
  readonly verdictCpuMs: number
}

export const benchStatistics = (): StatisticsBench => {
  const random = portableRandom(9)
  const column = (rows: number): Float64Array => Float64Array.from({ length: rows }, () => random() + random() - 1)
  const returns = column(500)
  const panel = Array.from({ length: 64 }, () => column(500))
  const configurations = Array.from({ length: 1250 }, (_, k) => {
    const daily = column(65)
    const { mean, sd } = moments(daily)
    return {
      configHash: String(k),
      params: {},
      trades: 130,
      meanTrade: mean / 2,
      sdTrade: sd,
      objective: mean,
      daily,
    }
  })
  const days = Array.from({ length: 65 }, (_, day) => String(day))
  const ms = (call: () => void): number => Math.round(medianCpuSec(timed(RUNS, call)) * 1000)
  return {
    name: 'statistics',
    seriesCpuMs: ms(() => void returnStatistics(returns, { trials: 64, trialVariance: 0.004, ...RESAMPLES })),
    panelCpuMs: ms(() => void panelStatistics(panel, { block: 10, ...RESAMPLES })),
    verdictCpuMs: ms(() => void verdictOf({ configurations, days, n: 1250, minTrades: 30 })),
  }
}
