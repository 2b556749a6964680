/** Law: a step writes every row, slice value and event count of its slices. A cell that it leaves out shows an older frame's memory. */
import type { Schema } from '../../define/schema.js'
import type { NodeColumns } from '../../run/frame.js'
import { firstDifference } from './first-difference.js'
import { type Law, lawError, randomCuts, stepTrial, type LawTrial } from './law.js'

export const writesAllRows: Law = (trial) => {
  const { op, table, random } = trial
  const plan = {
    frames: randomCuts(random, table.slices),
    around: (memory: { readonly output: NodeColumns }, first: number, from: number, to: number, step: () => void) => {
      step()
      checkEvents(trial, memory.output, first, from, to)
    },
  }
  const found = firstDifference(
    op.out,
    table.count,
    table.slices,
    stepTrial(trial, { ...plan, unwritten: 0 }),
    stepTrial(trial, { ...plan, unwritten: 1 }),
  )
  if (found) throw lawError(trial, 'writes-all-rows', 'the value depends on what the memory held before', found)
}

const checkEvents = (trial: LawTrial, output: NodeColumns, first: number, from: number, to: number): void => {
  const at = output['at'] as Uint32Array | undefined
  if (!at) return
  const room = Math.min(
    ...Object.entries(trial.op.out as Schema).flatMap(([name, { shape }]) =>
      shape === 'event' ? [(output[name] as Float64Array).length] : [],
    ),
  )
  for (let s = from; s < to; s++) {
    const [before, after] = [at[s] ?? 0, at[s + 1] ?? 0]
    if (after >= before && after <= room) continue
    const detail = `events ${before} to ${after} of ${room} that were reserved: at[s + 1] must be written, after reserve`
    throw lawError(trial, 'writes-all-rows', detail, { slice: first + s, column: 'at' })
  }
}
