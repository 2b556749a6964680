/** Whether a run is better than the first, as `sep compare` answers it. */
import type { z } from 'zod'
import type { comparisonSchema } from '../../../api/contract/sweeps.js'
import { decimal, signed } from '../../format/figures.js'

export type SharpeAnswer = z.output<typeof comparisonSchema>['sharpe'][number]

const VERDICTS = Object.freeze({ better: 'Yes', worse: 'No, worse', undecided: 'Undecided' })

/** Null where there is nothing to answer: the first, or another basis, or no days. */
export const sharpeText = (answer: SharpeAnswer | undefined, letter: string): string | null => {
  if (!answer) return null
  const { days, difference, pValue, verdict } = answer
  const question = `Is ${letter} better than A?`
  if (difference === null) return `${question} Undecided: too few days (${days}), or a result that never changes.`
  if (pValue === null) return `${question} Their results are the same on all ${days} days.`
  return `${question} ${VERDICTS[verdict]}: Sharpe ratio ${signed(difference, 4)} a day, p ${decimal(pValue, 3)}, ${days} days.`
}
