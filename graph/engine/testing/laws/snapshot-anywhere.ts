/** Law: an instance that resumes from saved state, after any frame, gives the same output and the same state at the end. */
import { equalState } from './equal-state.js'
import { firstDifference } from './first-difference.js'
import { type Law, lawError, randomCuts, stepTrial } from './law.js'

export const snapshotAnywhere: Law = (trial) => {
  const { op, table, random, runs } = trial
  const through = stepTrial(trial, { frames: [1] })
  for (let n = 0; n < runs; n++) {
    const frames = n === 0 ? [1] : randomCuts(random, table.slices)
    const points: number[] = []
    const restoreAt = (slices: number): boolean => {
      if (n > 0 && random(0, 2) > 0) return false
      points.push(slices)
      return true
    }
    const resumed = stepTrial(trial, { frames, restoreAt })
    const found = firstDifference(op.out, table.count, table.slices, through, resumed)
    const before = points.filter((point) => point <= (found?.slice ?? table.slices)).at(-1)
    if (found) {
      throw lawError(trial, 'snapshot-anywhere', `${found.a}, but ${found.b} after a restore at slice ${before}`, found)
    }
    if (equalState(through.saved, resumed.saved)) continue
    throw lawError(trial, 'snapshot-anywhere', `the state at the end differs after a restore at slice ${before}`)
  }
}
