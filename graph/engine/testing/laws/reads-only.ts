/** Law: input columns, time, configuration and rows are only read. `stepTrial` compares the latter two after every run. */
import type { AnyArray, NodeColumns } from '../../run/frame.js'
import type { StepMemory } from '../step-frames.js'
import { type Law, lawError, randomCuts, stepTrial, type LawTrial } from './law.js'

export const readsOnly: Law = (trial) => {
  const { table, random } = trial
  stepTrial(trial, {
    frames: [table.slices],
    steps: randomCuts(random, table.slices),
    around: (memory, first, from, _to, step) => {
      const before = arraysOf(memory).map(([name, values]) => ({ name, values, copy: values.slice() }))
      step()
      for (const { name, values, copy } of before) {
        const i = values.findIndex((value, n) => !Object.is(value, copy[n]))
        if (i >= 0) throw changed(trial, name, `${copy[i]} became ${values[i]}`, first + from)
      }
    },
  })
}

const changed = (trial: LawTrial, column: string, detail: string, slice: number) =>
  lawError(trial, 'reads-only', `a step changed its input: ${detail}`, { slice, column })

const arraysOf = ({ frame, input }: StepMemory): readonly (readonly [string, AnyArray])[] => [
  ...Object.entries(frame.time).map(([name, values]) => [name, values as Float64Array] as const),
  ...Object.entries(input).flatMap(([port, columns]: [string, NodeColumns]) =>
    Object.entries(columns).flatMap(([name, values]) =>
      typeof values === 'function' ? [] : [[`${port}.${name}`, values] as const],
    ),
  ),
]
