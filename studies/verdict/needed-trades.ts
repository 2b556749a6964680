import { normalQuantile } from '../statistics/distributions/normal.js'

/** The smallest mean per trade that is worth finding, in basis points. */
export const WORTHWHILE_BPS = 1
const LEVEL = 0.05
const POWER = 0.9

/**
 * Trades after which an edge of 1 bp would be seen with 90 % probability among the best of n configurations:
 * ((z(0.95^(1/n)) + z(0.90)) sd / 1 bp)^2, rounded up. `clustering` is the variance of a day / (trades a day x sd^2); above 1 the trades of
 * a day move together and count for less.
 */
export const neededTrades = (n: number, sdTrade: number, clustering = 1): number => {
  const searched = -normalQuantile(1 - Math.exp(Math.log(1 - LEVEL) / n))
  const distance = ((searched + normalQuantile(POWER)) * sdTrade) / WORTHWHILE_BPS
  return Math.ceil(distance * distance * Math.max(1, clustering))
}
