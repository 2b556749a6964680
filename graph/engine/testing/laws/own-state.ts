/** Law: all state is in what `init` returns. Another instance that runs in between, on other data, changes nothing. */
import { changedFuture } from '../table.js'
import { firstDifference } from './first-difference.js'
import { type Law, lawError, stepTrial } from './law.js'

export const ownState: Law = (trial) => {
  const { op, table, random } = trial
  const alone = stepTrial(trial, { frames: [1] })
  const other = changedFuture(op.in, table, 0)
  const meet = random(1, table.slices - 1)
  const together = stepTrial(trial, {
    frames: [1],
    around: (_memory, first, _from, _to, step) => {
      if (first === meet) stepTrial(trial, { frames: [table.slices] }, other)
      step()
    },
  })
  const found = firstDifference(op.out, table.count, table.slices, alone, together)
  if (!found) return
  throw lawError(
    trial,
    'own-state',
    `${found.a} alone, ${found.b} after another instance ran before slice ${meet}`,
    found,
  )
}
