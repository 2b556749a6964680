/** The verdict on a sweep with the number of the look: both stand next to every Sharpe ratio. */
import type { Verdict } from '../../verdict/verdict.js'

export interface SearchVerdict extends Verdict {
  /** Which look of the family at this market it is, from 1. */
  readonly look: number
}
