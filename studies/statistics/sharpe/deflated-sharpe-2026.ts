import { normalCdf } from '../distributions/normal.js'
import type { Search } from './deflated-sharpe.js'
import { expectedMax } from './expected-max.js'
import { maxOfNormals } from './max-of-normals.js'

/**
 * DSR as printed in Lopez de Prado, Lipton, Zoonekynd (2026), eq. 30: Z((SR - E[max]) / sd of the maximum), the latter sqrt(V) times that
 * of N standard normals. Their program takes another `sd` in place of sqrt(V): that of the ratio at E[max] (autocorrelatedSharpeVariance).
 */
export const deflatedSharpe2026 = (
  ratio: number,
  { trials, trialVariance }: Search,
  sd = Math.sqrt(trialVariance),
): number => normalCdf((ratio - expectedMax(trials, trialVariance)) / (sd * maxOfNormals(trials).sd))
