/** Law: `init`, `save` and `step` use no clock, timer, random source, environment or local time zone. */
import { withoutAmbient } from '../without-ambient.js'
import { type Law, lawError, stepTrial } from './law.js'

export const noAmbient: Law = (trial) => {
  const uses: string[] = []
  const onUse = (use: string): never => {
    uses.push(use)
    throw lawError(trial, 'no-ambient', `it ${use}`)
  }
  stepTrial(trial, { frames: [trial.table.slices], call: (act) => withoutAmbient(act, onUse) })
  // An operator may have caught what was thrown.
  if (uses[0] !== undefined) throw lawError(trial, 'no-ambient', `it ${uses[0]}`)
}
