/** Law: equal states have equal bytes. `save` changes nothing, and what `init` makes of saved bytes is saved as the same bytes. */
import { equalState } from './equal-state.js'
import { type Law, lawError, stepTrial, type LawTrial } from './law.js'

export const canonicalState: Law = (trial) => {
  const { op, config, rows, table } = trial
  const saved = { slices: 0 }
  const broken = (detail: string) =>
    lawError(trial, 'canonical-state', detail, { slice: Math.max(0, saved.slices - 1) })
  const checked: LawTrial['op'] = {
    ...op,
    save: (state: unknown) => {
      const bytes = op.save(state)
      if (!equalState(bytes, op.save(state))) throw broken('two saves of one state differ')
      const copy = op.init(config, rows as never, bytes.slice())
      if (!equalState(bytes, op.save(copy))) throw broken('a restored state is saved as other bytes')
      return bytes
    },
  }
  const restoreAt = (slices: number): boolean => {
    saved.slices = slices
    return true
  }
  stepTrial({ ...trial, op: checked }, { frames: [Math.ceil(table.slices / 16)], restoreAt })
}
