/** A score bound in the server's spelling. */
import { assert } from '../../lib/errors.js'

/** Infinite bounds are open ends. */
export const scoreBound = (score: number): string => {
  assert(!Number.isNaN(score), 'a bound is a number')
  if (Number.isFinite(score)) return `${score}`
  return score > 0 ? '+inf' : '-inf'
}
