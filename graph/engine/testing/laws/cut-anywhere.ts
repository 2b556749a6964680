/** Law: however slices are cut into frames and steps, the output and the state at the end are the same. */
import { equalState } from './equal-state.js'
import { firstDifference } from './first-difference.js'
import { type Law, lawError, randomCuts, stepTrial } from './law.js'

export const cutAnywhere: Law = (trial) => {
  const { op, table, random, runs } = trial
  const single = stepTrial(trial, { frames: [1] })
  for (let n = 0; n < runs; n++) {
    const frames = n === 0 ? [table.slices] : randomCuts(random, table.slices)
    const steps = n === 0 ? [1] : randomCuts(random, table.slices)
    const cut = stepTrial(trial, { frames, steps })
    const how = `frames of ${frames.join(', ')} slices stepped by ${steps.join(', ')}`
    const found = firstDifference(op.out, table.count, table.slices, single, cut)
    if (found) throw lawError(trial, 'cut-anywhere', `${found.a} slice by slice, ${found.b} in ${how}`, found)
    if (equalState(single.saved, cut.saved)) continue
    throw lawError(trial, 'cut-anywhere', `the state at the end differs between slice by slice and ${how}`)
  }
}
