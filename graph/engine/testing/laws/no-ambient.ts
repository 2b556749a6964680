/** Law: an operator makes no time and no chance of its own. Neither `init`, `save` nor `step` asks a clock, a timer or a random source. */
import { withoutAmbient } from '../without-ambient.js'
import { type Law, lawError, stepTrial } from './law.js'

export const noAmbient: Law = (trial) => {
  const used: string[] = []
  const onUse = (title: string): never => {
    used.push(title)
    throw lawError(trial, 'no-ambient', `it called ${title}; use event time`)
  }
  stepTrial(trial, { frames: [trial.table.slices], call: (act) => withoutAmbient(act, onUse) })
  // An operator may have caught what was thrown.
  if (used[0] !== undefined) onUse(used[0])
}
