/** Law: equal input gives equal output and equal state. */
import { equalState } from './equal-state.js'
import { firstDifference } from './first-difference.js'
import { type Law, lawError, stepTrial } from './law.js'

export const deterministic: Law = (trial) => {
  const { op, table } = trial
  const plan = { frames: [table.slices] }
  const [once, again] = [stepTrial(trial, plan), stepTrial(trial, plan)]
  const found = firstDifference(op.out, table.count, table.slices, once, again)
  if (found) throw lawError(trial, 'deterministic', `${found.a} in one run, ${found.b} in the next`, found)
  if (!equalState(once.saved, again.saved)) {
    throw lawError(trial, 'deterministic', 'equal runs ended with different state')
  }
}
