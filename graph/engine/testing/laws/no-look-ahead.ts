/** Law: the output of a slice depends on this slice and those before it. The memory behind a frame and the slices to come are changed. */
import { changedFuture } from '../table.js'
import { firstDifference } from './first-difference.js'
import { type Law, lawError, randomCuts, stepTrial } from './law.js'

export const noLookAhead: Law = (trial) => {
  const { op, table, random, runs } = trial
  const frames = randomCuts(random, Math.ceil(table.slices / 4))
  const behind = firstDifference(
    op.out,
    table.count,
    table.slices,
    stepTrial(trial, { frames, beyond: 0 }),
    stepTrial(trial, { frames, beyond: 1 }),
  )
  if (behind)
    throw lawError(trial, 'no-look-ahead', 'the value depends on memory behind the last slice of its frame', behind)
  const whole = { frames: [table.slices] }
  const real = stepTrial(trial, whole)
  for (let n = 0; n < runs; n++) {
    const last = random(0, Math.max(0, table.slices - 3))
    const changed = stepTrial(trial, whole, changedFuture(op.in, table, last))
    const found = firstDifference(op.out, table.count, last + 1, real, changed)
    if (!found) continue
    throw lawError(trial, 'no-look-ahead', `${found.a} became ${found.b} when slices after ${last} were changed`, found)
  }
}
