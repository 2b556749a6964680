/** The bound of a sweep, counted before anything is made. */
import { SepError } from '../../../model/error-codes.js'

/** Lines, hashes and ledger of so many fit into memory; more is a search that no statistic forgives. */
const TRIALS_MAX = 100_000

export const checkTrials = (points: number, windows: number, place: string): void => {
  if (points * windows <= TRIALS_MAX) return
  const trials = `${points} configurations${windows === 1 ? '' : ` in ${windows} windows`}`
  throw new SepError(
    'bad-config',
    `${place}: ${trials} are more than ${TRIALS_MAX} trials; sample them or leave axes out`,
  )
}
