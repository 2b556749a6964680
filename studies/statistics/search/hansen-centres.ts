import { moments } from '../sample/moments.js'
import { stationaryVariance } from './stationary-variance.js'

/** A panel as Hansen's test sees it, by column. */
interface HansenCentres {
  readonly means: readonly number[]
  /** Variance of sqrt(n) x mean under the stationary bootstrap. */
  readonly variances: readonly number[]
  /** 1 / standard deviation; 0 for a column without variance, which cannot be studentised and is left out. */
  readonly scales: readonly number[]
  /** max(0, mean). */
  readonly lower: readonly number[]
  /** The mean, or 0 where it lies below -omega sqrt(2 ln ln n / n): so poor a column tells nothing about the best. */
  readonly consistent: readonly number[]
  /** The mean. */
  readonly upper: readonly number[]
}

/** Where the resampled means are centred (Hansen 2005, section 2.3), for columns of equal length n >= 3. */
export const hansenCentres = (columns: readonly ArrayLike<number>[], block: number): HansenCentres => {
  const n = columns[0]?.length ?? 0
  const means = columns.map((column) => moments(column).mean)
  const variances = columns.map((column) => stationaryVariance(column, block))
  const reach = Math.sqrt((2 * Math.log(Math.log(n))) / n)
  return {
    means,
    variances,
    scales: variances.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 0)),
    lower: means.map((mean) => Math.max(0, mean)),
    consistent: means.map((mean, k) => (mean >= -Math.sqrt(variances[k]!) * reach ? mean : 0)),
    upper: means,
  }
}
